"""A service type that records the requests it receives."""

from typing import Any

from django import forms

from coin.subscriptions import registry
from coin.subscriptions.models import Service


class KeyForm(forms.Form):
    key = forms.CharField(max_length=20)
    password = forms.CharField(required=False, widget=forms.PasswordInput)


class Recorder(registry.ServiceType):
    """A service type that writes each request it receives into `asked`, and does nothing else."""

    slug = "recorder"
    label = "Recorder"

    def __init__(self) -> None:
        self.asked: list[str] = []

    def parameters_form(self, data: Any = None, *, service: Service | None = None) -> forms.Form:
        return KeyForm(data)

    def request_activation(self, service: Service, *, actor: Any) -> None:
        self.asked.append(f"activation of {service.label}, {service.state}")

    def request_change(self, service: Service, *, actor: Any) -> None:
        self.asked.append(f"change to {service.parameters['key']} at {service.wanted_revision}")

    def request_suspension(self, service: Service, *, actor: Any) -> None:
        self.asked.append(f"suspension, {service.state}")

    def request_resumption(self, service: Service, *, actor: Any) -> None:
        self.asked.append(f"resumption, {service.state}")

    def request_termination(self, service: Service, *, actor: Any) -> None:
        self.asked.append(f"termination, {service.state}")
