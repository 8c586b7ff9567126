import factory
from factory.django import DjangoModelFactory

from provisioning.models import Deployment, Host, Run


class DeploymentFactory(DjangoModelFactory[Deployment]):
    class Meta:
        model = Deployment

    slug = factory.Sequence(lambda n: f"deployment{n}")
    name = factory.LazyAttribute(lambda deployment: deployment.slug.title())
    service_type = "vpn"
    playbook = "vpn.yml"


class HostFactory(DjangoModelFactory[Host]):
    class Meta:
        model = Host

    deployment = factory.SubFactory(DeploymentFactory)
    name = factory.Sequence(lambda n: f"host{n}")
    address = "127.0.0.1"
    host_key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ0000000000000000000000000000000000000000000"


class RunFactory(DjangoModelFactory[Run]):
    class Meta:
        model = Run

    deployment = factory.SubFactory(DeploymentFactory)
