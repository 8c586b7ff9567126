from provisioning.models.deployment import Deployment, Host, Reach, ServiceSecret
from provisioning.models.run import Run, RunLine

__all__ = ["Deployment", "Host", "Reach", "Run", "RunLine", "ServiceSecret"]
