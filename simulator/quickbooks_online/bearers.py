"""Whose token a call carries, and whether it opens the company that was asked for (4.1)."""

from datetime import datetime

from simulator.quickbooks_online import envelopes
from simulator.quickbooks_online.calls import Answer
from simulator.quickbooks_online.oauth.grants import ACCOUNTING, Access, Grant
from simulator.quickbooks_online.visits import Visit
from simulator.quickbooks_online.world import World

# A bearer of another length is told so before it is looked up (4.3).
LONGEST, SHORTEST = 4096, 64


def identify(world: World, visit: Visit) -> Answer | None:
    """Find whose token it is; an answer says that it opens nothing here."""
    now = world.clock.now()
    if visit.bearer is None:
        return envelopes.unauthenticated(None, now)
    if not SHORTEST <= len(visit.bearer) <= LONGEST:
        return envelopes.unauthenticated("Malformed bearer token: too short or too long", now)
    access = visit.access = world.grants.access.get(visit.bearer)
    if access is None:
        return envelopes.unauthenticated(None, now)
    return _of_grant(world, access, now) or _of_company(world, visit, access.grant, now)


def _of_grant(world: World, access: Access, now: datetime) -> Answer | None:
    grant = access.grant
    if grant.ended or grant.hard_until <= now:
        if world.settings["gone_grant_status"] == 403:
            return envelopes.forbidden(None, now)
        return envelopes.unauthenticated(None, now)
    if access.ended or access.until <= now:
        return envelopes.unauthenticated(f"Token expired: {access.label}", now)
    if ACCOUNTING not in grant.scopes:
        return envelopes.forbidden("The access token does not have sufficient scope", now)
    return None


def _of_company(world: World, visit: Visit, grant: Grant, now: datetime) -> Answer | None:
    place = world.places.get(visit.realm)
    if place is None or grant.realm != visit.realm or place.environment != visit.environment:
        return envelopes.forbidden(None, now)
    person = world.people.get(grant.person)
    if person is None or visit.realm not in person.realms:
        return envelopes.application(120, world.settings["removed_person_status"], now)
    return None
