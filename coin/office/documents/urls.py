"""URLs of documents and their files."""

from django.urls import URLPattern, path

from coin.office.documents import files as document_files
from coin.office.documents import views as documents

patterns: list[URLPattern] = [
    path("documents/", documents.DocumentList.as_view(), name="documents"),
    path("documents/<int:pk>/", documents.DocumentRecord.as_view(), name="document"),
    *document_files.patterns,
    path("documents/<int:pk>/pdf/", documents.DocumentPdf.as_view(), name="document-pdf"),
    path("documents/<int:pk>/emettre/", documents.DocumentIssue.as_view(), name="document-issue"),
    path("documents/<int:pk>/annuler/", documents.DocumentCancel.as_view(), name="document-cancel"),
]
