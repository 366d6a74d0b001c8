// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.javalin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.mainstay.health.HealthMonitor;
import dev.mainstay.health.Probe;
import dev.mainstay.http.HealthEndpoints;
import dev.mainstay.http.HttpMetrics;
import dev.mainstay.shutdown.ShutdownCoordinator;
import io.javalin.Javalin;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.ForbiddenResponse;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MainstayPluginTest {
    private final HealthMonitor health = HealthMonitor.builder().build().start();
    private final MeterRegistry registry = new SimpleMeterRegistry();
    private Javalin javalin;
    private int port;

    @BeforeEach
    void awaitReadiness() throws Exception {
        assertThat(health.awaitUp(Probe.READINESS, Duration.ofSeconds(10))).isTrue();
    }

    @AfterEach
    void stop() {
        if (javalin != null) {
            javalin.stop();
        }
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
    void contextPath_standsBeforeTheBasePath() throws Exception {
        javalin =
                Javalin.create(
                        config -> {
                            config.router.contextPath = "/shop";
                            config.registerPlugin(new MainstayPlugin(HealthEndpoints.of(health)));
                        });
        port = javalin.start("127.0.0.1", 0).port();

        assertThat(status("/shop/health/ready")).isEqualTo(200);
        assertThat(status("/health/ready")).isEqualTo(404);
    }

    @Test
    void plugin_asTheJavadocHasIt_answersTheProbes() throws Exception {
        ShutdownCoordinator shutdown =
                ShutdownCoordinator.builder(health).endsProcess(false).build();
        HealthEndpoints endpoints = HealthEndpoints.of(health);
        javalin =
                Javalin.create(
                        config -> config.registerPlugin(new MainstayPlugin(endpoints, shutdown)));
        port = javalin.start("127.0.0.1", 0).port();

        assertThat(status("/health/ready")).isEqualTo(200);
        assertThat(status("/orders")).isEqualTo(404);
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

    @Test
    void requests_ofARoute_areTimedByItsPath() throws Exception {
        startCounted(
                routes -> {
                    routes.get("/orders/{id}", context -> context.result("ok"));
                    routes.get("/files/<path>", context -> context.status(404));
                    routes.get("/later/{id}", context -> context.future(this::done));
                    routes.get(
                            "/broken/{id}",
                            context -> {
                                throw new IllegalStateException("expected by the test");
                            });
                });

        assertThat(status("/orders/1")).isEqualTo(200);
        assertThat(status("/orders/2?page=3")).isEqualTo(200);
        assertThat(status("/files/a/b")).isEqualTo(404);
        assertThat(status("/later/1")).isEqualTo(200);
        assertThat(status("/broken/1")).isEqualTo(500);

        await().untilAsserted(
                        () ->
                                assertThat(timed())
                                        .containsExactlyInAnyOrder(
                                                "2 × /orders/{id} 200",
                                                "1 × /files/<path> 404",
                                                "1 × /later/{id} 200",
                                                "1 × /broken/{id} 500"));
    }

    @Test
    void requests_thatNoRouteTakes_makeNoRouteEach() throws Exception {
        startCounted(
                routes -> {
                    routes.before("/secret/*", MainstayPluginTest::forbid);
                    routes.get("/secret/{id}", context -> context.result("ok"));
                });

        for (int i = 0; i < 20; i++) {
            assertThat(status("/nothing/" + i)).isEqualTo(404);
            assertThat(status("/secret/" + i)).isEqualTo(403);
        }

        await().untilAsserted(
                        () ->
                                assertThat(timed())
                                        .containsExactlyInAnyOrder("20 × /* 404", "20 × /* 403"));
    }

    @Test
    void endpoints_ofARequest_areTheApplicationsAlone() throws Exception {
        var seen = new CompletableFuture<String>();
        startCounted(
                routes -> {
                    routes.get("/orders/{id}", context -> context.result("ok"));
                    routes.after(context -> seen.complete(paths(context)));
                });

        assertThat(status("/orders/1")).isEqualTo(200);

        assertThat(seen.get(10, TimeUnit.SECONDS)).isEqualTo("/orders/{id} *");
    }

    @Test
    void traffic_ofAPluginWithoutAShutdown_isRefused() {
        assertThatThrownBy(() -> new MainstayPlugin(HealthEndpoints.of(health)).traffic())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("traffic needs a plugin made with a ShutdownCoordinator");
    }

    private void startCounted(Consumer<RoutesConfig> routes) {
        ShutdownCoordinator shutdown =
                ShutdownCoordinator.builder(health).endsProcess(false).build();
        var plugin = new MainstayPlugin(HealthEndpoints.of(health), shutdown);
        HttpMetrics.of(plugin.traffic()).bindTo(registry);
        javalin =
                Javalin.create(
                        config -> {
                            config.registerPlugin(plugin);
                            routes.accept(config.routes);
                        });
        port = javalin.start("127.0.0.1", 0).port();
    }

    private CompletableFuture<Void> done() {
        return CompletableFuture.runAsync(() -> {});
    }

    private static void forbid(Context context) {
        throw new ForbiddenResponse();
    }

    private static String paths(Context context) {
        return context.endpoints().list().stream()
                .map(endpoint -> endpoint.path)
                .collect(Collectors.joining(" "));
    }

    private List<String> timed() {
        return registry.find("mainstay.http.requests").timers().stream()
                .map(
                        timer ->
                                "%d × %s %s"
                                        .formatted(
                                                timer.count(),
                                                timer.getId().getTag("route"),
                                                timer.getId().getTag("status")))
                .toList();
    }

    private int status(String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + port + path);
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding())
                .statusCode();
    }
}
