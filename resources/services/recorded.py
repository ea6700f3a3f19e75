"""Which columns of the record the ledger answers for, and which it leaves free and why.

Columns stand in the order in which they enter a fingerprint. A new one goes to the end of its
row's list: fingerprints made before it then still fit, because they hold only so many marks.
A test compares these lists with the models, so that no column is forgotten.
"""

from resources.models import (
    AnswerEvent,
    AnswerRedaction,
    Attachment,
    Consultation,
    ErasureRequest,
    Extension,
    Identity,
    LedgerEntry,
    LedgerHead,
    Moderation,
    Remark,
    Report,
    ReportFile,
    Response,
    SealKey,
    Submission,
    Support,
    TextUnit,
    TextVersion,
    UnitMapping,
)

#: Columns whose values enter the ledger as the row's fingerprint.
FINGERPRINT = {
    Submission: [
        *["id", "consultation", "key", "content_digest", "receipt", "confirmation", "channel"],
        *["who", "language", "received_at", "postmarked_on", "suspicion", "confirm_by"],
        "erased_at",
    ],
    Identity: [
        *["id", "submission", "person", "function", "email", "organisation"],
        *["organisation_name", "krs", "authorised", "erased_at", "matched"],
    ],
    Remark: [
        *["id", "submission", "unit", "label", "quote", "body", "proposed", "justification"],
        "erased_at",
    ],
    Attachment: [
        *["id", "draft", "submission", "file", "name", "content_type", "size", "sha256"],
        "erased_at",
    ],
    Support: [
        *["id", "submission", "confirmation", "organisation", "organisation_name", "person"],
        *["email", "language", "received_at", "confirm_by", "erased_at", "matched"],
        "authorised",
    ],
    Response: ["id", "remark", "outcome", "reason", "approval", "approved_at", "published_at"],
    Moderation: [
        *["id", "remark", "hidden", "body", "proposed", "justification", "reason"],
        *["explanation", "at", "erased_at"],
    ],
    AnswerRedaction: ["id", "response", "text", "reason", "at"],
    Extension: ["id", "consultation", "closed_at", "closes_at", "reason", "at"],
    TextVersion: ["id", "consultation", "number", "frozen_at", "sha256"],
    TextUnit: [
        *["id", "version", "parent", "position", "kind", "label", "anchor", "heading", "html"],
        *["text", "element", "sha256"],
    ],
    UnitMapping: ["id", "old", "new", "change"],
    Report: [
        *["id", "consultation", "number", "content", "sha256", "made_at", "published_at"],
        "erased_at",
    ],
    ReportFile: ["id", "report", "format", "file", "size", "sha256"],
    ErasureRequest: ["id", "submission", "support", "cause", "received_at"],
}

#: Rows of people: their fingerprint is made under a key that is destroyed on erasure.
SEALED = (Submission, Identity, Remark, Attachment, Moderation, Support)

#: Columns that name a member of staff. An account may be deleted, which empties the column;
#: naming another one is a fault.
STAFF = {
    Submission: ["entered_by"],
    Response: ["drafted_by", "approved_by"],
    Moderation: ["by"],
    AnswerRedaction: ["by"],
    Extension: ["by"],
    Report: ["made_by"],
    ErasureRequest: ["entered_by"],
}

#: Columns that later acts set; each act is an entry of its own, to which verify holds them.
BY_ACTS = {
    Consultation: [
        *Consultation.ANNOUNCED,
        *["announced_at", "extended_at", "results_at", "results_override"],
    ],
    Submission: ["number", "confirmed_at", "withdrawn_at"],
    Identity: ["authority"],
    Remark: ["number"],
    Support: ["confirmed_at", "withdrawn_at"],
    ErasureRequest: ["decision", "scope", "decided_at", "decided_by"],
    LedgerHead: ["consultation", "seq", "hash", "submissions", "remarks", "versions"],
    LedgerEntry: ["consultation", "submission", "seq", "prev", "payload", "hash"],
    SealKey: ["submission", "support", "key"],
}

_ROW = "names nothing but the row itself"
_DRAFTS = "drafts of answers are outside the record; the guard alone keeps their history"
_CASE = "a fact of the case that the office may correct; the report freezes it"

#: Columns outside the record, with the reason.
FREE = {
    Consultation: {
        "id": _ROW,
        **dict.fromkeys(
            [
                *["title", "case_no", "handled_by", "order_no", "order_date", "local_resolution"],
                *["channels", "accepted_channels", "signature_required", "remarks_shown"],
                *["bip_url", "board_from", "board_to", "privacy_short", "privacy_clause"],
                *["retention_years", "answers_due", "session_on", "has_council"],
                *["council_delivered_on", "council_opinion_on", "council_opinion"],
            ],
            _CASE,
        ),
        "clerk": "an assignment of work",
        "substitute": "an assignment of work",
    },
    Submission: {"reminded_at": "when a mail was written; nothing follows from it"},
    AnswerEvent: dict.fromkeys(
        ["id", "remark", "at", "by", "act", "outcome", "reason", "note", "erased_at"], _DRAFTS
    ),
    Report: dict.fromkeys(["progress", "error", "lease_until"], "the making of its files"),
    ErasureRequest: dict.fromkeys(
        ["how", "reason"],
        "words about a person that outlive the key of their data; the guard alone keeps them",
    ),
    LedgerHead: {"id": _ROW},
    LedgerEntry: {"id": _ROW},
    SealKey: {"id": _ROW},
}
