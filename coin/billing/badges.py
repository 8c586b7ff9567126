from coin.billing.enums import DocumentState
from coin.core.badges import declare

declare(DocumentState, {DocumentState.DRAFT: "busy", DocumentState.ISSUED: "good"})
