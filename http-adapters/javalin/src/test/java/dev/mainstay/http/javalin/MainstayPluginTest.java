// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.javalin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mainstay.health.HealthMonitor;
import dev.mainstay.health.Probe;
import dev.mainstay.http.HealthEndpoints;
import io.javalin.Javalin;
import io.javalin.http.ForbiddenResponse;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MainstayPluginTest {
    private final HealthMonitor health = HealthMonitor.builder().build().start();
    private Javalin javalin;

    @BeforeEach
    void awaitReadiness() throws Exception {
        assertThat(health.awaitUp(Probe.READINESS, Duration.ofSeconds(10))).isTrue();
    }

    @AfterEach
    void stop() {
        javalin.stop();
        health.close();
    }

    @Test
    void probe_whenTheApplicationRefusesEveryone_isAnswered() throws Exception {
        javalin =
                Javalin.create(
                        config -> {
                            config.registerPlugin(new MainstayPlugin(HealthEndpoints.of(health)));
                            config.routes.before(
                                    context -> {
                                        throw new ForbiddenResponse();
                                    });
                        });
        javalin.start("127.0.0.1", 0);

        assertThat(status("/orders")).isEqualTo(403);
        assertThat(status("/health/ready")).isEqualTo(200);
        assertThat(status("/health")).isEqualTo(200);
    }

    private int status(String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + javalin.port() + path);
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding())
                .statusCode();
    }
}
