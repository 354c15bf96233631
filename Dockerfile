# One image, four roles: `docker run tieout web|worker|scheduler|migrate`. Everything else comes from the environment.

FROM python:3.13-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /srv/tieout
# Packages first: they change less often than the code.
COPY requirements/runtime.lock requirements/runtime.lock
RUN python -m venv --without-pip /opt/tieout
RUN python -m pip --python /opt/tieout/bin/python install --require-hashes --only-binary :all: -r requirements/runtime.lock
COPY . .
# Static files depend on nobody's settings; these are here because a process does not start with incomplete ones.
RUN DATABASE_URL=postgresql://nobody@127.0.0.1:1/none \
    REDIS_URL=redis://127.0.0.1:1/0 \
    TIEOUT_SECRET_KEY=used-for-this-one-step-of-the-build-and-for-nothing-else \
    TIEOUT_FIELD_KEYS=k1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA= \
    TIEOUT_PUBLIC_URL=https://tieout.invalid \
    TIEOUT_ALLOWED_HOSTS=tieout.invalid \
    TIEOUT_PROXIES=1 \
    TIEOUT_MAIL_URL=smtp://127.0.0.1:1 \
    TIEOUT_MAIL_FROM=nobody@tieout.invalid \
    TIEOUT_STATIC_ROOT=/srv/tieout/static-collected \
    /opt/tieout/bin/python manage.py collectstatic --no-input --verbosity 0
RUN /opt/tieout/bin/python -m compileall -q billing config integrations

FROM python:3.13-slim
# Outgoing connections are checked against the system's certificates.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends ca-certificates \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /srv/tieout --no-create-home tieout \
    && install --directory --owner tieout /run/tieout
COPY --from=build /opt/tieout /opt/tieout
COPY --from=build /srv/tieout /srv/tieout
ENV PATH=/opt/tieout/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    PROMETHEUS_MULTIPROC_DIR=/run/tieout \
    TIEOUT_STATIC_ROOT=/srv/tieout/static-collected \
    TIEOUT_LOG_FORMAT=json \
    TIEOUT_WEB_HOST=0.0.0.0 \
    TIEOUT_WEB_PORT=8000
WORKDIR /srv/tieout
USER tieout
EXPOSE 8000
# Of the web role; the others turn it off or bring their own.
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "import os, urllib.request as web; web.urlopen(f'http://127.0.0.1:{os.environ[\"TIEOUT_WEB_PORT\"]}/healthz', timeout=4)"]
ENTRYPOINT ["python", "-m", "config"]
CMD ["web"]
