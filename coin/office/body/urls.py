"""URLs of the collegial body: working groups, seats, acts of two people."""

from django.urls import URLPattern, path

from coin.office.body import groups, proposals, seats, second_factor

GROUP = "groupes/<int:pk>"
TWO = "a-deux/<int:pk>"
patterns: list[URLPattern] = [
    path("groupes/", groups.Groups.as_view(), name="groups"),
    path("groupes/nouveau/", groups.GroupNew.as_view(), name="group-new"),
    path(f"{GROUP}/", groups.GroupRecord.as_view(), name="group"),
    path(f"{GROUP}/modifier/", groups.GroupEdit.as_view(), name="group-edit"),
    path(f"{GROUP}/droits/", groups.GroupRights.as_view(), name="group-rights"),
    path(
        "groupes/second-facteur/",
        second_factor.SecondFactorReset.as_view(),
        name="second-factor-reset",
    ),
    path("groupes/siege/", seats.SeatNew.as_view(), name="seat-new"),
    path("sieges/<int:pk>/rendre/", seats.SeatBack.as_view(), name="seat-back"),
    path("sieges/<int:pk>/retirer/", seats.SeatWithdraw.as_view(), name="seat-withdraw"),
    path("a-deux/", proposals.ProposalList.as_view(), name="proposals"),
    path(f"{TWO}/", proposals.ProposalRecord.as_view(), name="proposal"),
    path(f"{TWO}/confirmer/", proposals.ProposalConfirm.as_view(), name="proposal-confirm"),
    path(f"{TWO}/refuser/", proposals.ProposalRefuse.as_view(), name="proposal-refuse"),
]
