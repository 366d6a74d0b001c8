// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mainstay.health.HealthMonitor;
import dev.mainstay.health.Probe;
import dev.mainstay.http.HealthEndpoints;
import dev.mainstay.http.Traffic;
import dev.mainstay.shutdown.InFlight;
import jakarta.servlet.ServletContext;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Paths: who else has them, and how a client spells the context's. */
abstract class MountingContract {
    private final HealthMonitor health = HealthMonitor.builder().build().start();
    private final HttpClient client = HttpClient.newHttpClient();
    private final Container container = newContainer();

    abstract Container newContainer();

    @BeforeEach
    void awaitReadiness() throws Exception {
        assertThat(health.awaitUp(Probe.READINESS, Duration.ofSeconds(10))).isTrue();
    }

    @AfterEach
    void stop() throws Exception {
        container.stop();
        health.close();
    }

    @Test
    void mountOn_whereAnotherServletHasAPath_namesItAndTheContainerStarts() throws Exception {
        URI base =
                container.start(
                        (classes, context) -> {
                            AppServlet.mountOn(context, () -> {}, "own", false);
                            context.getServletRegistration("app").addMapping("/livez/*");
                            assertThatThrownBy(() -> mount(context))
                                    .isInstanceOf(IllegalStateException.class)
                                    .hasMessage("the context has other servlets at [/livez/*]");
                        });

        assertThat(status(base, "/app")).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "/shop, /shop/health/ready, 200",
        "/shop, /%73hop/health/ready, 200",
        "/shop, /s%68o%70/readyz, 200",
        "/shop, /%73hop/health/nothing, 404",
        "/shop, /%73hop/app, 200",
        "/shop/a+b, /shop/%61+b/health/ready, 200",
        "/shop/a+b, /shop/a%2Bb/health/ready, 200",
        "/läden, /l%C3%A4den/health/ready, 200",
        "/läden, /l%c3%a4den/health/ready, 200",
        "/my shop, /my%20shop/health/ready, 200",
        "/my shop, /m%79%20shop/health/ready, 200",
    })
    void request_howeverItsContextPathIsSpelt_isAnsweredAlike(
            String contextPath, String path, int expected) throws Exception {
        URI base = startAt(contextPath);

        assertThat(status(base, path)).isEqualTo(expected);
    }

    /** Tomcat alone takes dots and parameters for a part of the context path. */
    @ParameterizedTest
    @CsvSource({
        "/./shop/health/ready",
        "/%2e/shop/health/ready",
        "/x/../shop/health/ready",
        "/x/%2e%2e/shop/health/ready",
        "//shop/health/ready",
        "/shop;v=1/health/ready",
        "/shop%2Fhealth/ready",
        "/shop%00/health/ready",
    })
    void request_withAnOddContextPath_isNoErrorOfOurs(String path) throws Exception {
        URI base = startAt("/shop");

        assertThat(status(base, path)).isBetween(200, 499);
    }

    private URI startAt(String contextPath) throws Exception {
        return container.start(
                contextPath,
                (classes, context) -> {
                    TrafficFilter.of(Traffic.of(InFlight.create())).mountOn(context);
                    mount(context);
                    AppServlet.mountOn(context, () -> {}, "own", false);
                });
    }

    private void mount(ServletContext context) {
        HealthServlet.of(HealthEndpoints.builder(health).kubernetesAliases().build())
                .mountOn(context);
    }

    private int status(URI base, String path) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(base + path))
                        .timeout(Duration.ofSeconds(15))
                        .build();
        return client.send(request, BodyHandlers.discarding()).statusCode();
    }
}
