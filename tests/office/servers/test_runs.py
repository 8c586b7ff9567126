from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from coin.core.capabilities import known
from coin.core.models import Proposal
from coin.members.models import User
from provisioning.enums import RunState
from provisioning.models import Deployment, Run, RunLine
from tests.factories import DeploymentFactory, HostFactory, RunFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def running(db: None) -> Run:
    run = RunFactory.create(
        state=RunState.RUNNING, started_at=timezone.now(), tasks_done=3, tasks_total=9
    )
    say(run, 1, 2)
    return run


def say(run: Run, *numbers: int) -> None:
    RunLine.objects.bulk_create(
        RunLine(
            run=run,
            number=number,
            at=timezone.now(),
            host="vpn1",
            task=f"task {number}",
            status="ok",
        )
        for number in numbers
    )


def test_a_check_is_asked_for_and_watched(office: Client) -> None:
    deployment = HostFactory.create().deployment
    page = office.get(reverse("office:deployment", args=[deployment.slug])).content.decode()
    check = reverse("office:run-now", args=[deployment.slug, "check"])
    assert f'action="{check}"' in page
    response = office.post(check)
    run = Run.objects.get()
    assert response.headers["Location"] == reverse("office:run", args=[run.pk])
    assert office.post(check).headers["Location"] == response.headers["Location"]


@pytest.mark.parametrize("kind", ["destroy", "converge"])
def test_only_a_check_is_run_by_one_press(kind: str, office: Client) -> None:
    slug = DeploymentFactory.create().slug
    url = f"/bureau/deploiements/{slug}/{kind}/"
    assert office.post(url).status_code != 302
    assert not Run.objects.exists()


def test_servers_are_changed_by_hand_when_two_people_want_it(
    volunteer: Callable[..., User], sign_in: Callable[[User], Client]
) -> None:
    deployment = HostFactory.create(name="vpn1").deployment
    one, two = volunteer(*known()), volunteer(*known())
    client = sign_in(one)
    now = reverse("office:run-by-hand", args=[deployment.slug])
    page = client.get(reverse("office:deployment", args=[deployment.slug])).content.decode()
    assert f'href="{now}"' in page
    assert "vpn1" in client.get(now).content.decode()
    # The reason is missing: the second person reads it.
    assert client.post(now, {"count": "1"}).status_code == 422
    client.post(now, {"count": "1", "reason": "Dérive"})
    assert not Run.objects.exists()
    proposal = Proposal.objects.get()
    sign_in(two).post(reverse("office:proposal-confirm", args=[proposal.pk]), {"count": "1"})
    assert Run.objects.get().requested_by == one


def test_whoever_is_alone_changes_them_and_watches(office: Client) -> None:
    deployment = HostFactory.create().deployment
    now = reverse("office:run-by-hand", args=[deployment.slug])
    response = office.post(now, {"count": "1", "reason": "Dérive"})
    assert response.headers["Location"] == reverse("office:run", args=[Run.objects.get().pk])


def test_a_disabled_deployment_is_not_run(office: Client) -> None:
    deployment = DeploymentFactory.create(is_enabled=False)
    now = reverse("office:run-by-hand", args=[deployment.slug])
    assert "btn-primary" not in office.get(now).content.decode()
    assert office.post(now, {"count": "1", "reason": "Dérive"}).status_code == 409
    assert not Run.objects.exists()


def test_an_open_run_is_watched_with_scripts_and_without(office: Client, running: Run) -> None:
    page = office.get(reverse("office:run", args=[running.pk])).content.decode()
    live = reverse("office:run-live", args=[running.pk])
    assert f'hx-get="{live}?after=2" hx-trigger="every 1s"' in page
    assert '<noscript><meta http-equiv="refresh"' in page
    assert 'max="9" value="3"' in page
    assert "task 1" in page and "task 2" in page


def test_what_comes_later_is_added_and_nothing_is_said_twice(office: Client, running: Run) -> None:
    say(running, 3)
    live = reverse("office:run-live", args=[running.pk])
    part = office.get(live, {"after": "2"}, headers={"hx-request": "true"}).content.decode()
    assert 'hx-swap-oob="beforeend:#log"' in part
    assert "task 3" in part and "task 2" not in part
    assert "after=3" in part
    assert office.get(live, {"after": "x"}).status_code == 200


def test_a_run_that_is_over_is_asked_no_more(office: Client, running: Run) -> None:
    Run.objects.update(
        state=RunState.FAILED,
        finished_at=timezone.now(),
        error="vpn2 ne répond pas",
        counts={"ok": 4},
    )
    for name in ("run", "run-live"):
        page = office.get(reverse(f"office:{name}", args=[running.pk])).content.decode()
        assert "every 1s" not in page and "http-equiv" not in page
        assert "vpn2 ne répond pas" in page
        assert "state-bad" in page


def test_a_running_run_is_cancelled(office: Client, running: Run) -> None:
    cancel = reverse("office:run-cancel", args=[running.pk])
    assert cancel in office.get(reverse("office:run", args=[running.pk])).content.decode()
    assert office.get(cancel).status_code == 405
    office.post(cancel)
    running.refresh_from_db()
    assert running.cancel_asked_at is not None


def test_cancelling_what_is_over_says_so(office: Client) -> None:
    run = RunFactory.create(state=RunState.SUCCEEDED, finished_at=timezone.now())
    response = office.post(reverse("office:run-cancel", args=[run.pk]))
    assert response.status_code == 409


def test_who_may_only_look_has_no_buttons(
    running: Run, volunteer: Callable[..., User], sign_in: Callable[[User], Client]
) -> None:
    client = sign_in(volunteer("provisioning.see"))
    page = client.get(reverse("office:run", args=[running.pk])).content.decode()
    assert reverse("office:run-cancel", args=[running.pk]) not in page
    record = client.get(
        reverse("office:deployment", args=[running.deployment.slug])
    ).content.decode()
    assert "office:run-now" not in record and "converge" not in record


def test_watching_asks_as_much_for_three_lines_as_for_one(
    office: Client, running: Run, django_assert_num_queries: Callable[..., object]
) -> None:
    live = reverse("office:run-live", args=[running.pk])
    for lines in ([3], [4, 5, 6]):
        say(running, *lines)
        with django_assert_num_queries(5):  # type: ignore[attr-defined]
            office.get(live, {"after": str(lines[0] - 1)})


def test_a_deployment_that_is_up_to_date_waits_since_nothing(
    sign_in: Callable[..., Client], volunteer: Callable[..., User]
) -> None:
    client = sign_in(volunteer("provisioning.see"))
    DeploymentFactory.create(
        name="Up", changed_at=timezone.now(), wanted_revision=3, applied_revision=3
    )
    page = "/bureau/deploiements/"
    assert "<time" not in client.get(page).content.decode()
    Deployment.objects.update(wanted_revision=4)
    assert "<time" in client.get(page).content.decode()
