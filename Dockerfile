# One image for every process: scheduler, worker, web.
FROM python:3.12-slim AS build
WORKDIR /app
RUN python -m venv /venv
ENV PATH=/venv/bin:$PATH PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
COPY constraints.txt pyproject.toml README.md ./
COPY pipeline ./pipeline
COPY workers ./workers
COPY config ./config
# Editable, because the import names are common words and the configuration lies beside the code.
RUN pip install -c constraints.txt -e .

FROM python:3.12-slim
RUN useradd --system --uid 10001 --create-home --home-dir /var/lib/araxes araxes
COPY --from=build /venv /venv
COPY --from=build /app /app
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 ARAXES_DATA_DIR=/var/lib/araxes ARAXES_LOG_FORMAT=json
WORKDIR /app
USER araxes
VOLUME /var/lib/araxes
EXPOSE 8750
ENTRYPOINT ["araxes"]
CMD ["run"]
