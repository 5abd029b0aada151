# Konzeptdialog in one image; web process, worker and beat differ by their command only (see compose.yaml).

# --- Style sheets, fonts and scripts, served by ourselves ---
FROM node:22-slim AS frontend
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund

# --- Python packages, exactly those that were tested ---
FROM python:3.12-slim AS packages
RUN python -m venv /venv
COPY requirements/base.txt /build/requirements.txt
RUN /venv/bin/pip install --no-cache-dir --require-hashes -r /build/requirements.txt

# --- The application ---
FROM python:3.12-slim
RUN useradd --system --uid 10001 --create-home --home-dir /var/lib/konzeptdialog konzeptdialog \
    && install -d -o konzeptdialog /var/lib/konzeptdialog/media /var/lib/konzeptdialog/attachments
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    # `platform/` is a source folder, not a package: what is in it is found by path.
    PYTHONPATH=/app/platform:/app \
    DJANGO_SETTINGS_MODULE=konzeptdialog.settings.production \
    KONZEPTDIALOG_VAR_DIR=/var/lib/konzeptdialog \
    KONZEPTDIALOG_STATIC_DIR=/app/static \
    WEB_CONCURRENCY=2
WORKDIR /app
COPY --from=packages /venv /venv
COPY --from=frontend /build/node_modules node_modules
COPY LICENSE README.md manage.py ./
COPY platform platform
COPY consultations consultations
COPY regions regions
COPY templates templates
# Neither command opens the database or signs anything: the values only let the settings load, and stay in this line.
RUN KONZEPTDIALOG_SECRET_KEY=only-for-building KONZEPTDIALOG_DATABASE_URL=postgres://build/build \
    KONZEPTDIALOG_ALLOWED_HOSTS=build KONZEPTDIALOG_VAR_DIR=/tmp/build \
    sh -c "python manage.py messages build && python manage.py collectstatic --noinput --verbosity 0" \
    && rm -rf /tmp/build
USER konzeptdialog
EXPOSE 8000
# /healthz answers for names in ALLOWED_HOSTS only, so the first of them is asked for.
HEALTHCHECK --interval=30s --timeout=10s --start-period=30s CMD ["python", "-c", \
    "import os, urllib.request as u; h = os.environ['KONZEPTDIALOG_ALLOWED_HOSTS'].split(',')[0].strip().lstrip('.'); u.urlopen(u.Request('http://127.0.0.1:8000/healthz', headers={'Host': h}), timeout=8)"]
# What gunicorn could log of a request includes addresses with receipt codes, so it logs none.
CMD ["gunicorn", "konzeptdialog.wsgi", "--bind", "0.0.0.0:8000", "--threads", "4", "--timeout", "60", \
    "--worker-tmp-dir", "/dev/shm", "--no-control-socket", "--log-level", "warning"]
