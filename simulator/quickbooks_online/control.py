"""The control API."""

from aiohttp import web


def routes(app: web.Application) -> None:
    pass
