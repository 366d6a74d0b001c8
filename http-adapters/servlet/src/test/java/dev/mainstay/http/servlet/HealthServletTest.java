// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mainstay.health.HealthMonitor;
import dev.mainstay.health.Probe;
import dev.mainstay.http.HealthEndpoints;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ways into a container, and a context path. */
class HealthServletTest {
    private final HealthMonitor health = HealthMonitor.builder().build().start();
    private final Tomcat tomcat = new Tomcat();
    @TempDir Path base;
    private Context context;

    @BeforeEach
    void prepare() throws Exception {
        assertThat(health.awaitUp(Probe.READINESS, Duration.ofSeconds(10))).isTrue();
        tomcat.setBaseDir(base.toString());
        tomcat.setPort(0);
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        context = tomcat.addContext("/shop", base.toString());
    }

    @AfterEach
    void stop() throws Exception {
        tomcat.stop();
        tomcat.destroy();
        health.close();
    }

    @Test
    void servletMadeByTheContainer_findsItsEndpointsInTheContext() throws Exception {
        context.getServletContext().setAttribute(HealthServlet.ENDPOINTS, endpoints());
        Tomcat.addServlet(context, "health", HealthServlet.class.getName()).addMapping("/health/*");
        tomcat.start();

        assertThat(status("/shop/health/ready")).isEqualTo(200);
    }

    @Test
    void servletWithoutEndpoints_saysWhatIsMissing() throws Exception {
        tomcat.start();
        var servlet = Tomcat.addServlet(context, "health", HealthServlet.class.getName());

        assertThatThrownBy(servlet::load)
                .hasMessageContaining(HealthServlet.ENDPOINTS)
                .hasMessageContaining("must hold HealthEndpoints, but was null");
    }

    @Test
    void contextPath_isNoPartOfTheBasePath() throws Exception {
        context.addServletContainerInitializer(
                (classes, servlets) -> HealthServlet.of(endpoints()).mountOn(servlets), Set.of());
        tomcat.start();

        assertThat(status("/shop/health/ready")).isEqualTo(200);
        assertThat(status("/shop/readyz")).isEqualTo(200);
        assertThat(status("/shop/health")).isEqualTo(200);
        assertThat(status("/health/ready")).isEqualTo(404);
    }

    @Test
    void mountOn_ofAServletWithoutEndpoints_isRefused() {
        assertThatThrownBy(() -> new HealthServlet().mountOn(context.getServletContext()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("HealthServlet.of(endpoints)");
    }

    @Test
    void mountOn_whenTheNameIsTaken_isRefused() {
        Tomcat.addServlet(context, "health", HealthServlet.class.getName())
                .setServletClass(HealthServlet.class.getName());

        assertThatThrownBy(() -> HealthServlet.of(endpoints()).mountOn(context.getServletContext()))
                .isInstanceOf(IllegalStateException.class);
    }

    private HealthEndpoints endpoints() {
        return HealthEndpoints.builder(health).kubernetesAliases().build();
    }

    private int status(String path) throws Exception {
        return get(path, "Accept", "*/*").statusCode();
    }

    private HttpResponse<Void> get(String path, String... headers) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + tomcat.getConnector().getLocalPort() + path);
        HttpRequest request =
                HttpRequest.newBuilder(uri)
                        .headers(headers)
                        .timeout(Duration.ofSeconds(15))
                        .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.discarding());
    }
}
