// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.javalin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.mainstay.health.HealthMonitor;
import dev.mainstay.health.Probe;
import dev.mainstay.http.HealthEndpoints;
import dev.mainstay.shutdown.ShutdownCoordinator;
import io.javalin.Javalin;
import io.javalin.http.ForbiddenResponse;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MainstayPluginTest {
    private final HealthMonitor health = HealthMonitor.builder().build().start();
    private Javalin javalin;
    private int port;

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
        port = javalin.start("127.0.0.1", 0).port();

        assertThat(status("/orders")).isEqualTo(403);
        assertThat(status("/health/ready")).isEqualTo(200);
        assertThat(status("/health")).isEqualTo(200);
    }

    @Test
    void shutdown_whileARequestIsUnderWay_answersItRefusesOthersAndStopsJetty() throws Exception {
        var release = new CountDownLatch(1);
        ShutdownCoordinator shutdown =
                ShutdownCoordinator.builder(health).endsProcess(false).build();
        HealthEndpoints endpoints =
                HealthEndpoints.builder(health).drainWith(shutdown.inFlight()).build();
        javalin =
                Javalin.create(
                        config -> {
                            config.registerPlugin(new MainstayPlugin(endpoints, shutdown));
                            config.routes.get("/slow", context -> release.await());
                            config.routes.get("/quick", context -> context.result("ok"));
                        });
        port = javalin.start("127.0.0.1", 0).port();
        var slow = new FutureTask<>(() -> status("/slow"));
        new Thread(slow, "slow client").start();
        await().until(() -> shutdown.inFlight().count() == 1);
        assertThat(status("/quick")).isEqualTo(200);

        shutdown.requestShutdown("deploy");

        await().until(() -> status("/quick") == 503);
        assertThat(status("/health/live")).isEqualTo(200);
        assertThat(status("/health/ready")).isEqualTo(503);
        release.countDown();
        assertThat(slow.get(10, TimeUnit.SECONDS)).isEqualTo(200);
        assertThat(shutdown.await(Duration.ofSeconds(20))).isPresent();
        assertThatThrownBy(() -> status("/health/live")).isInstanceOf(ConnectException.class);
    }

    private int status(String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + port + path);
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding())
                .statusCode();
    }
}
