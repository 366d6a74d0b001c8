// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.samples.documents;

import dev.mainstay.health.HealthMonitor;
import dev.mainstay.health.checks.WorkerRegistry;
import dev.mainstay.http.HealthEndpoints;
import dev.mainstay.http.jdk.JdkHealthServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts the parts together: {@link DocumentApi} takes documents into the {@link DocumentStore},
 * {@link DocumentWorker} takes them out, asks the {@link Extractor} and stores what it says, and
 * {@link ServiceHealth} tells how all of them are.
 *
 * <p>Each part that has been started is closed, in reverse order, however far the start has come.
 */
final class DocumentService implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(DocumentService.class);

    private static final int CHECKS_ON_REDIS = 4;
    private static final int REDIS_CONNECTIONS = DocumentApi.MOST_REQUESTS + 1 + CHECKS_ON_REDIS;

    private final Settings settings;
    private final Deque<Runnable> closing = new ArrayDeque<>();
    private int port;
    private boolean closed;

    DocumentService(Settings settings) {
        this.settings = settings;
    }

    synchronized void start() throws IOException {
        if (closed) {
            return;
        }
        // Before the first server of this process, which is the extractor's.
        JdkHealthServer.applyDefaults();
        var redis = new Redis(redisUrl(), REDIS_CONNECTIONS, settings.redisMaxRetries());
        onClose(redis::close);
        var store = new DocumentStore(redis);
        WorkerRegistry workers = DocumentWorker.registry();
        DocumentWorker worker =
                settings.role().worksOnDocuments() ? startWorker(store, workers) : null;
        HealthMonitor health = ServiceHealth.monitor(settings, redis, store, workers, worker);
        onClose(health::close);
        port = startServer(endpoints(health), store);
        onClose(() -> health.gate("shutdown").latch("the service stops"));
        log.info("listening on port {}, {}", port, settings);
    }

    /** Where it listens, once started. */
    synchronized int port() {
        return port;
    }

    @Override
    public synchronized void close() {
        closed = true;
        closeAll();
    }

    /** Has this closed before all that was started earlier. */
    synchronized void onClose(Runnable part) {
        closing.push(part);
    }

    /** Whatever one part throws, the others are closed: a Redis of our own must not survive. */
    private void closeAll() {
        if (closing.isEmpty()) {
            return;
        }
        try {
            closing.pop().run();
        } catch (RuntimeException e) {
            log.error("a part could not be closed", e);
        } finally {
            closeAll();
        }
    }

    private URI redisUrl() throws IOException {
        if (settings.redisUrl() != null) {
            return settings.redisUrl();
        }
        if (settings.role() != Role.ALL) {
            log.warn("REDIS_URL is not set: no other process shares the Redis inside this one");
        }
        EmbeddedRedis embedded = EmbeddedRedis.start();
        onClose(embedded::close);
        return embedded.url();
    }

    private HealthEndpoints endpoints(HealthMonitor health) {
        String key = settings.apiKey();
        if (key == null) {
            key = random(16);
            System.out.println("API_KEY is not set; for this run it is " + key);
        }
        return HealthEndpoints.builder(health).apiKey(key).kubernetesAliases().build();
    }

    private int startServer(HealthEndpoints endpoints, DocumentStore store) throws IOException {
        var address = new InetSocketAddress(settings.bind(), settings.port());
        if (settings.role().takesDocuments()) {
            var server = DocumentServer.start(address, new DocumentApi(store, settings), endpoints);
            onClose(server::close);
            return server.port();
        }
        JdkHealthServer server = JdkHealthServer.start(endpoints, address);
        onClose(server::close);
        return server.port();
    }

    private DocumentWorker startWorker(DocumentStore store, WorkerRegistry workers)
            throws IOException {
        String name = "worker-" + random(4);
        var extractor =
                new GuardedExtractor(
                        new Extractor(extractorUrl(), Extractor.LONGEST),
                        settings.failureThreshold(),
                        settings.recoveryTimeout());
        var worker = new DocumentWorker(name, store, extractor, workers, settings.tempDir());
        onClose(worker::close);
        worker.start();
        return worker;
    }

    private URI extractorUrl() throws IOException {
        if (settings.extractorUrl() != null) {
            return settings.extractorUrl();
        }
        var inside = new ExtractorServer();
        onClose(inside::close);
        return inside.url();
    }

    private static String random(int bytes) {
        byte[] random = new byte[bytes];
        new SecureRandom().nextBytes(random);
        return HexFormat.of().formatHex(random);
    }
}
