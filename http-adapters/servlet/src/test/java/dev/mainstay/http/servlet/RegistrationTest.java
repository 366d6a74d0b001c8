// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.mainstay.http.Traffic;
import dev.mainstay.http.servlet.WebApp.Part;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The ways in which a container makes the servlet and the filter of a web application. */
@ParameterizedClass
@MethodSource("ways")
class RegistrationTest {
    private interface Maker {
        WebApp make(Path directory, Set<Part> missing) throws IOException;
    }

    private record Way(String name, Supplier<WebContainer> container, Maker app) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Way> ways() {
        return List.of(
                new Way("annotations in Jetty", JettyWebContainer::new, WebApp::annotated),
                new Way("web.xml in Jetty", JettyWebContainer::new, WebApp::described),
                new Way("annotations in Tomcat", TomcatWebContainer::new, WebApp::annotated),
                new Way("web.xml in Tomcat", TomcatWebContainer::new, WebApp::described),
                new Way("subclasses in Undertow", UndertowWebContainer::new, WebApp::annotated),
                new Way("classes in Undertow", UndertowWebContainer::new, WebApp::described));
    }

    private final HttpClient client = HttpClient.newHttpClient();
    @Parameter Way way;
    @TempDir Path directory;
    private WebContainer container;
    private URI shop;

    @AfterEach
    void stop() throws Exception {
        if (container != null) {
            container.stop();
        }
    }

    @Test
    void probe_ofTheWebApplication_isAnswered() throws Exception {
        startReady();

        assertThat(get("/health/ready").body()).isEqualTo("{\"status\":\"UP\"}");
        assertThat(get("/health").statusCode()).isEqualTo(200);
        assertThat(get("/health/nothing").statusCode()).isEqualTo(404);
    }

    @Test
    void request_ofTheApplication_isCountedUntilItIsAnswered() throws Exception {
        startReady();

        assertThat(get("/orders").body()).isEqualTo("1");
        await().until(() -> traffic().count() == 0);
    }

    @Test
    void traffic_thatRefuses_turnsAwayTheApplicationsRequestsAndNotHealths() throws Exception {
        startReady();
        traffic().refuse();

        HttpResponse<String> refused = get("/orders");
        HttpResponse<String> live = get("/health/live");

        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Connection")).contains("close");
        assertThat(traffic().refused()).isEqualTo(1);
        assertThat(live.statusCode()).isEqualTo(200);
        assertThat(live.headers().firstValue("Connection")).contains("close");
    }

    @Test
    void filter_whereNobodyLeavesItsTraffic_saysWhatIsMissing() {
        assertThatThrownBy(() -> start(Set.of(Part.LISTENER)))
                .hasStackTraceContaining(TrafficFilter.TRAFFIC)
                .hasStackTraceContaining("must hold Traffic, but was null");
    }

    @Test
    void servlet_whereNobodyLeavesItsEndpoints_saysWhatIsMissing() {
        assertThatThrownBy(() -> start(Set.of(Part.LISTENER, Part.TRAFFIC)))
                .hasStackTraceContaining(HealthServlet.ENDPOINTS)
                .hasStackTraceContaining("must hold HealthEndpoints, but was null");
    }

    private void startReady() throws Exception {
        start(Set.of());
        await().until(() -> get("/health/ready").statusCode() == 200);
    }

    private void start(Set<Part> missing) throws Exception {
        Path app = Files.createDirectories(directory.resolve("shop"));
        container = way.container().get();
        shop = container.start(way.app().make(app, missing));
    }

    private Traffic traffic() {
        return (Traffic) container.context().getAttribute(TrafficFilter.TRAFFIC);
    }

    private HttpResponse<String> get(String path) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(shop + path)).timeout(Duration.ofSeconds(15));
        return client.send(request.build(), BodyHandlers.ofString());
    }
}
