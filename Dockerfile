# Pawl in one image: web pages, API, OTLP receiver, jobs and both embedded engines. docs/production.md says how to run it.
FROM node:20-bookworm-slim AS build
WORKDIR /pawl
COPY . .
RUN npm ci --no-audit --no-fund && npm run build && npm prune --omit=dev --no-audit --no-fund

FROM node:20-bookworm-slim
ENV NODE_ENV=production PAWL_HOST=0.0.0.0 PAWL_DATA_DIR=/data
WORKDIR /pawl
COPY --from=build --chown=node:node /pawl /pawl
RUN mkdir /data && chown node:node /data && ln -s /pawl/packages/cli/bin/pawl.js /usr/local/bin/pawl
USER node
VOLUME /data
EXPOSE 4317 4318
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:4318/readyz').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["pawl"]
CMD ["serve"]
