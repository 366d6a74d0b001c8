// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.mainstay.health.CapturedLog;
import dev.mainstay.health.HealthMonitor;
import dev.mainstay.health.Hostile;
import dev.mainstay.http.HealthEndpoints;
import dev.mainstay.http.Traffic;
import dev.mainstay.shutdown.InFlight;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.stream.Stream;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Code of applications that throws what nobody should: it fails nothing of ours. */
class HostileCodeTest {
    static Stream<Throwable> all() {
        return Stream.of(
                Hostile.telling(),
                Hostile.tellingUnchecked(),
                Hostile.throwing(),
                Hostile.tellingError());
    }

    @ParameterizedTest
    @MethodSource("all")
    void request_whoseServletThrows_endsAllTheSame(Throwable thrown) throws Exception {
        Traffic traffic = Traffic.of(InFlight.create());
        Container container = new JettyContainer();
        HealthMonitor health = HealthMonitor.builder().build().start();
        HealthEndpoints endpoints = HealthEndpoints.of(health);
        try (health;
                var log = new CapturedLog()) {
            URI base = container.start((classes, it) -> mount(it, endpoints, traffic, thrown));

            assertThat(status(base.resolve("/orders"))).isEqualTo(500);
            await().until(() -> traffic.count() == 0);
            assertThat(status(base.resolve("/health/live"))).isEqualTo(200);
            assertThat(log.all()).doesNotContain("WARN dev.mainstay", "ERROR dev.mainstay");
        } finally {
            container.stop();
        }
    }

    @Test
    void attribute_thatIsAnother_isNamedByItsClassAlone() {
        ServletContext context = new ServletContextHandler("/").getServletContext();
        context.setAttribute(TrafficFilter.TRAFFIC, Hostile.telling());

        assertThatThrownBy(() -> Attributes.find(context, TrafficFilter.TRAFFIC, Traffic.class))
                .hasMessageEndingWith("must hold Traffic, but was java.io.IOException");
    }

    private static void mount(
            ServletContext context, HealthEndpoints endpoints, Traffic traffic, Throwable thrown) {
        TrafficFilter.of(traffic).mountOn(context);
        HealthServlet.of(endpoints).mountOn(context);
        context.addServlet("orders", new Throwing(thrown)).addMapping("/orders");
    }

    private static int status(URI uri) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding())
                .statusCode();
    }

    private static final class Throwing extends HttpServlet {
        private static final long serialVersionUID = 1L;

        private final transient Throwable thrown;

        Throwing(Throwable thrown) {
            this.thrown = thrown;
        }

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response)
                throws IOException {
            if (thrown instanceof Error error) {
                throw error;
            }
            if (thrown instanceof IOException e) {
                throw e;
            }
            throw (RuntimeException) thrown;
        }
    }
}
