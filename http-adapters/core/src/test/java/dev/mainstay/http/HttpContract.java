// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mainstay.health.Health;
import dev.mainstay.health.HealthMonitor;
import dev.mainstay.health.Probe;
import dev.mainstay.shutdown.InFlight;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A monitor, its endpoints with names and a key, and the server that an adapter puts before. */
abstract class HttpContract {
    static final String KEY = "0123456789abcdef";

    private final HttpClient client = HttpClient.newHttpClient();
    private final InFlight inFlight = InFlight.create();
    private HealthMonitor monitor;
    private URI base;

    /**
     * Starts a server on a free port of the loopback interface.
     *
     * @return where it is, without a path
     */
    protected abstract URI start(HealthEndpoints endpoints) throws Exception;

    /** Stops what was started. */
    protected abstract void stop() throws Exception;

    @BeforeEach
    void startServer() throws Exception {
        monitor =
                HealthMonitor.builder()
                        .liveness("deadlock", Health::up)
                        .readiness("redis", () -> Health.up().with("größe", "über"))
                        .build()
                        .start();
        assertThat(monitor.awaitUp(Probe.READINESS, Duration.ofSeconds(10))).isTrue();
        base =
                start(
                        HealthEndpoints.builder(monitor)
                                .details(Details.NAMES)
                                .apiKey(KEY)
                                .drainWith(inFlight)
                                .build());
    }

    @AfterEach
    void stopServer() throws Exception {
        stop();
        monitor.close();
    }

    HealthMonitor monitor() {
        return monitor;
    }

    URI base() {
        return base;
    }

    InFlight inFlight() {
        return inFlight;
    }

    HttpClient client() {
        return client;
    }

    HttpResponse<String> get(String target, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + target));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(
                request.timeout(Duration.ofSeconds(15)).build(), BodyHandlers.ofString());
    }

    static String header(HttpResponse<String> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }
}
