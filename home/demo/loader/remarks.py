"""What was sent in a consultation of the demo, and what the clerk and the mayor did with it.

Everything goes through the services that the screens use, at the moments at which people would
have done it.
"""

import uuid
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from heapq import merge

from django.core.files.uploadedfile import SimpleUploadedFile

from home.demo.loader.content import DEMO
from partnerships.models import Organisation
from resources import outline, uploads
from resources.choices import Approval, Channel, RedactionReason, Who
from resources.models import Consultation, Handling, Note
from resources.models.consultation import local_midnight
from resources.services import (
    answering,
    drafting,
    entering,
    following,
    inviting,
    moderating,
    senders,
    submitting,
    supporting,
)

#: Somebody confirms, or is entered, so long after sending; others join, and the desk begins, later.
SOON, LATER = timedelta(minutes=6), timedelta(hours=1)


def at(day, hour=0, minute=0):
    return local_midnight(day) + timedelta(hours=hour, minutes=minute)


@dataclass
class Past:
    """One consultation's past as the content files tell it, in days from its opening."""

    consultation: Consultation
    opens: date
    last: date
    users: dict
    #: When answers are drafted: a day for all, or None for the day after each remark.
    answered_on: datetime | None = None

    def load(self, submissions):
        """Plays all submissions, their acts in the order of time as they came into the record."""
        for _moment in merge(*map(self._play, submissions)):
            pass

    def invite(self, announced, returned):
        """Everybody of the register, on the day of the announcement; one mail came back."""
        clerk = self.users["moderacja"]
        inviting.invite(self.consultation, clerk, announced + LATER)
        inviting.note_letters(self.consultation, clerk, announced + 2 * LATER)
        invitation = self.consultation.invitations.get(organisation__slug=returned)
        inviting.note_return(invitation, announced + 3 * LATER)

    def follow(self, addresses):
        for address in addresses:
            following.ask(self.consultation, address, "pl", at(self.opens, 8))
            follower = self.consultation.followers.get(email=address)
            following.confirm(follower, at(self.opens, 8) + SOON)

    def _play(self, data):
        """One submission and what was done with it: before each act the moment, then the act."""
        moment = self._moment(data)
        content = self._content(data)
        if content.channel == Channel.ONLINE:
            yield moment
            submission = self._send(data, content, moment)
            if data.get("state") == "unconfirmed":
                return
            yield moment + SOON
            submitting.confirm(submission, moment + SOON)
        else:
            yield moment + SOON
            submission = self._enter(data, content, moment)
        if authority := data.get("authority"):
            yield moment + LATER
            senders.set_authority(submission, authority, self.users["moderacja"], moment + LATER)
        told = zip(submission.remarks.order_by("pk"), data["remarks"], strict=True)
        yield from merge(
            self._support(submission, data, moment + LATER),
            *(self._work_on(remark, work, moment) for remark, work in told),
            self._withdraw(submission, data, moment + timedelta(days=1)),
        )

    def _moment(self, data):
        days = data["days_after_open"]
        day = self.opens + timedelta(days=days)
        if data["channel"] != Channel.POST:  # only a letter arrives after the close
            day = min(day, self.last)
        return at(day, 9 + days % 8, days * 17 % 60)

    def _content(self, data):
        organisation = _organisation(data["org"])
        name = data.get("org_name") or (organisation.name if organisation else "")
        who = Who.INSTITUTION if data.get("institution") else Who.ORGANISATION
        written = data["channel"] in (Channel.ONLINE, Channel.EMAIL)
        return submitting.SubmissionContent(
            who=who if name else Who.RESIDENT,
            person=data["person"],
            function=data.get("function", ""),
            email=f"{data['org'] or outline.make_anchor(data['person'])}@poczta.example"
            if written
            else "",
            organisation_id=organisation.pk if organisation else None,
            organisation_name=name,
            authorised=bool(name),
            channel=data["channel"],
            remarks=tuple(
                submitting.RemarkContent(
                    body=remark["body"],
                    anchor=outline.make_anchor(remark["unit"]) if remark["unit"] else "",
                    proposed=remark.get("proposed", ""),
                    justification=remark.get("justification", ""),
                )
                for remark in data["remarks"]
            ),
        )

    def _send(self, data, content, moment):
        key = uuid.uuid4()
        if name := data.get("attachment"):
            return self._send_with_file(key, name, content, moment)
        suspicion = data.get("suspicion", "")
        return submitting.submit(self.consultation, key, content, moment, suspicion)[0]

    def _send_with_file(self, key, name, content, moment):
        draft = drafting.start(self.consultation, key, {}, "pl", moment)
        file = SimpleUploadedFile(name, (DEMO / "files" / "uwagi" / name).read_bytes())
        with uploads.keeping() as keep:
            keep(uploads.examine(file), draft)
        content = replace(content, attachments=tuple(drafting.attached(draft)))
        return drafting.send(draft, content, moment)

    def _enter(self, data, content, moment):
        posted = data.get("posted_days_after_open")
        submission, _created = entering.enter(
            self.consultation,
            uuid.uuid4(),
            content,
            moment,
            self.users["moderacja"],
            moment + SOON,
            postmarked_on=None if posted is None else self.opens + timedelta(days=posted),
        )
        return submission

    def _support(self, submission, data, moment):
        yield moment
        supports = [
            (self._join(submission, other, moment), other) for other in data.get("supports", [])
        ]
        yield moment + SOON
        for support, other in supports:
            if other.get("state") != "unconfirmed":
                supporting.confirm(support, moment + SOON)

    @staticmethod
    def _withdraw(submission, data, moment):
        yield moment
        if data.get("state") == "withdrawn":
            submitting.withdraw(submission, moment)

    @staticmethod
    def _join(submission, other, moment):
        organisation = _organisation(other["org"])
        content = supporting.SupportContent(
            person=other["person"],
            email=f"{other['org']}@poczta.example",
            organisation_id=organisation.pk,
            organisation_name=organisation.name,
            authorised=True,
        )
        return supporting.support(submission, content, moment)

    def _work_on(self, remark, told, moment):
        clerk, mayor = self.users["moderacja"], self.users["burmistrz"]
        drafted = self.answered_on or moment + timedelta(hours=20)
        yield moment + LATER
        for text in told.get("notes", []):
            Note.objects.create(remark=remark, text=text, at=moment + LATER, by=clerk)
        if who := told.get("assigned"):
            Handling.objects.create(remark=remark, clerk=self.users[who])
        yield drafted
        if gap := told.get("redaction"):
            words = remark.body.replace(gap["leave_out"], moderating.GAP)
            reason, said = RedactionReason(gap["reason"]), gap["explanation"]
            moderating.redact(remark, {"body": words}, reason, clerk, drafted, explanation=said)
        if answer := told.get("answer"):
            response = answering.draft(remark, answer["outcome"], answer["reason"], clerk, drafted)
            state = answer.get("state", Approval.APPROVED)
            if state != Approval.DRAFT:
                answering.put_forward([response], clerk, drafted)
            yield drafted + LATER
            if state == Approval.APPROVED:
                answering.approve([response], mayor, drafted + LATER)
            if state == Approval.RETURNED:
                answering.send_back([response], mayor, drafted + LATER, answer["note"])


def _organisation(key):
    return Organisation.objects.get(slug=key) if key else None
