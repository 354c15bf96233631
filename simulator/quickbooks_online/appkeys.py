"""What handlers find in the application."""

from aiohttp import web

from simulator.quickbooks_online.webhooks import Webhooks
from simulator.quickbooks_online.world import World

WORLD = web.AppKey("world", World)
# What is being worked on and lets nobody else at it: names of a company, a requestid.
FLIGHTS = web.AppKey("flights", set[tuple[str, ...]])
# Cookies of the consent page, and whose address is behind each.
SESSIONS = web.AppKey("sessions", dict[str, str])
WEBHOOKS = web.AppKey("webhooks", Webhooks)
# One number, known once the server listens.
PRODUCTION_PORT = web.AppKey("production_port", list[int])
# The intuit_tid of a request.
TID = web.RequestKey("tid", str)
