// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.samples.documents;

import dev.mainstay.health.HealthMetrics;
import dev.mainstay.health.HealthMonitor;
import dev.mainstay.health.checks.WorkerRegistry;
import dev.mainstay.http.ApiKey;
import dev.mainstay.http.HealthEndpoints;
import dev.mainstay.http.HealthEndpointsBuilder;
import dev.mainstay.http.HttpMetrics;
import dev.mainstay.http.jdk.JdkHealthServer;
import dev.mainstay.resilience.ResilienceMetrics;
import dev.mainstay.shutdown.InFlight;
import dev.mainstay.shutdown.Phase;
import dev.mainstay.shutdown.ShutdownCoordinator;
import dev.mainstay.shutdown.ShutdownCoordinatorBuilder;
import dev.mainstay.shutdown.ShutdownMetrics;
import dev.mainstay.shutdown.TaskOptions;
import dev.mainstay.shutdown.TempFiles;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts the parts together: {@link DocumentApi} takes documents into the {@link DocumentStore},
 * {@link DocumentWorker} takes them out, asks the {@link Extractor} and stores what it says, and
 * {@link ServiceHealth} tells how all of them are.
 *
 * <p>The shutdown is there first and is told of each part that starts, so that it closes them
 * however far the start has come: documents are refused, no job is taken, what is in flight ends or
 * goes back, Redis is closed, and last the port, which answers probes until then.
 */
final class DocumentService {
    private static final Logger log = LoggerFactory.getLogger(DocumentService.class);

    private static final int CHECKS_ON_REDIS = 4;
    private static final int WORKER_AND_LEASE = 2;
    private static final int REDIS_CONNECTIONS =
            RequestLimit.MOST_REQUESTS + WORKER_AND_LEASE + CHECKS_ON_REDIS;

    private final Settings settings;
    private final HealthMonitor health;
    private final ShutdownCoordinator shutdown;
    private final ServiceMetrics metrics = new ServiceMetrics();
    private volatile int port;

    private DocumentService(Settings settings, HealthMonitor health, ShutdownCoordinator shutdown) {
        this.settings = settings;
        this.health = health;
        this.shutdown = shutdown;
    }

    /** One that ends with its process, and its process with it. */
    static DocumentService ofProcess(Settings settings) {
        var health = HealthMonitor.builder().build();
        return new DocumentService(
                settings, health, shutdown(settings, health).onSignals().build());
    }

    /** One among others in a process, which its shutdown does not end. */
    static DocumentService inProcess(Settings settings) {
        var health = HealthMonitor.builder().build();
        return new DocumentService(
                settings, health, shutdown(settings, health).endsProcess(false).build());
    }

    /**
     * Starts all parts; a shutdown waits for this as for any work, and then closes what it made.
     *
     * @throws IOException if a part cannot start
     * @throws IllegalStateException if the shutdown refuses work, or the tasks of a part
     */
    void start() throws IOException {
        try (InFlight.Token start = shutdown.inFlight().tryBegin("start")) {
            if (!start.isAdmitted()) {
                throw new IllegalStateException("the shutdown was there before the start");
            }
            startParts();
        }
    }

    private void startParts() throws IOException {
        // Before the first server of this process, which is the extractor's.
        JdkHealthServer.applyDefaults();
        TempFiles files = tempFiles();
        URI extractor = settings.role().worksOnDocuments() ? extractorUrl() : null;
        Redis redis = connect(files);
        var store = new DocumentStore(redis);
        WorkerRegistry workers = DocumentWorker.registry();
        DocumentWorker worker =
                extractor == null ? null : startWorker(extractor, redis, store, workers, files);
        ServiceHealth.start(health, settings, files, redis, store, workers, worker);
        port = startServer(store, files);
        log.info("listening on port {}, {}", port, settings);
        // Last, as no probe has to wait for what this loads.
        metrics.add(HealthMetrics.of(health));
        metrics.add(ShutdownMetrics.of(shutdown));
        metrics.bind();
    }

    /** Where it listens, once started. */
    int port() {
        return port;
    }

    ShutdownCoordinator shutdown() {
        return shutdown;
    }

    private static ShutdownCoordinatorBuilder shutdown(Settings settings, HealthMonitor health) {
        return ShutdownCoordinator.builder(health)
                .timeout(settings.shutdownTimeout())
                .propagationDelay(settings.shutdownDelay());
    }

    private TempFiles tempFiles() {
        var files = TempFiles.builder("document-service").parent(settings.tempDir()).build();
        try {
            shutdown.on(Phase.CLIENTS, "temp-files", files::close);
            return files;
        } catch (IllegalStateException e) {
            files.close();
            throw e;
        }
    }

    private Redis connect(TempFiles files) throws IOException {
        if (settings.redisUrl() != null) {
            return connect(settings.redisUrl());
        }
        if (settings.role() != Role.ALL) {
            log.warn("REDIS_URL is not set: no other process shares the Redis inside this one");
        }
        EmbeddedRedis embedded = EmbeddedRedis.start(files.createDirectory().path());
        // After the clients, as it is theirs.
        shutdown.on(Phase.TELEMETRY, "embedded-redis", embedded::close);
        return connect(embedded.url());
    }

    private Redis connect(URI url) {
        var redis = new Redis(url, REDIS_CONNECTIONS, settings.redisMaxRetries());
        shutdown.on(Phase.CLIENTS, "redis", redis::close, this::afterTheOthers);
        metrics.add(ResilienceMetrics.of(redis.guard().breaker()));
        metrics.add(ResilienceMetrics.of(redis.guard().retrier()));
        return redis;
    }

    private void afterTheOthers(TaskOptions task) {
        task.after("temp-files");
        if (settings.role().worksOnDocuments() && settings.extractorUrl() == null) {
            task.after("extractor");
        }
    }

    private int startServer(DocumentStore store, TempFiles files) throws IOException {
        var address = new InetSocketAddress(settings.bind(), settings.port());
        if (settings.role().takesDocuments()) {
            var api = new DocumentApi(store, files, settings.maxContentLength());
            var server = DocumentServer.start(address, api, endpoints(), shutdown.inFlight());
            shutdown.on(Phase.LISTENERS, "http", server::close);
            shutdown.on(Phase.INGRESS, "documents", server::refuse);
            metrics.add(HttpMetrics.of(server.traffic()));
            return server.port();
        }
        JdkHealthServer server = JdkHealthServer.start(endpoints(), address);
        shutdown.on(Phase.LISTENERS, "http", server::close);
        return server.port();
    }

    private HealthEndpoints endpoints() {
        HealthEndpointsBuilder builder =
                HealthEndpoints.builder(health)
                        .serviceName("document-service")
                        .serviceVersion(version())
                        .kubernetesAliases()
                        .statusPage()
                        .metrics(metrics::scrape)
                        .drainWith(shutdown.inFlight());
        if (settings.metricsWithoutKey()) {
            builder.metricsWithoutKey();
        }
        settings.apiKeys().forEach(builder::apiKey);
        if (settings.apiKeys().isEmpty()) {
            String key = random(16);
            System.out.println("API_KEY is not set; for this run it is " + key);
            builder.apiKey(ApiKey.named("random").value(key));
        }
        HealthEndpoints endpoints = builder.build();
        metrics.add(HttpMetrics.of(endpoints));
        return endpoints;
    }

    /** That of the jar; there is none where there is no jar. */
    private static String version() {
        return Optional.ofNullable(DocumentService.class.getPackage().getImplementationVersion())
                .orElse("");
    }

    private DocumentWorker startWorker(
            URI extractorUrl,
            Redis redis,
            DocumentStore store,
            WorkerRegistry workers,
            TempFiles files) {
        // Unlike any before it: what another of its name left in its list would be its own.
        String name = "worker-" + random(8);
        var extractor =
                new GuardedExtractor(
                        new Extractor(extractorUrl, Extractor.LONGEST),
                        settings.failureThreshold(),
                        settings.recoveryTimeout());
        var worker =
                new DocumentWorker(
                        name,
                        store,
                        extractor,
                        workers,
                        new Lease(redis, name, Lease.LENGTH),
                        () -> files.createFile(".work"),
                        shutdown.inFlight());
        shutdown.on(Phase.CONSUMERS, "worker-takes", worker::stopTaking);
        shutdown.on(Phase.WORK, "worker", worker::close);
        metrics.add(ResilienceMetrics.of(extractor.breaker()));
        metrics.add(ResilienceMetrics.of(worker.supervisor()));
        worker.start();
        return worker;
    }

    private URI extractorUrl() throws IOException {
        if (settings.extractorUrl() != null) {
            return settings.extractorUrl();
        }
        var inside = new ExtractorServer();
        shutdown.on(Phase.CLIENTS, "extractor", inside::close);
        return inside.url();
    }

    private static String random(int bytes) {
        byte[] random = new byte[bytes];
        new SecureRandom().nextBytes(random);
        return HexFormat.of().formatHex(random);
    }
}
