// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.jdk;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.mainstay.health.HealthMonitor;
import dev.mainstay.http.HealthEndpoints;
import dev.mainstay.http.Traffic;
import dev.mainstay.shutdown.InFlight;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Where the filter of an application stands before all contexts. */
class JdkHealthHandlerTest {
    private final HealthMonitor health = HealthMonitor.builder().build().start();
    private final InFlight inFlight = InFlight.create();
    private final Traffic traffic = Traffic.builder(inFlight).maxInFlight(200).build();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        JdkHealthServer.applyDefaults();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        mount("/health", JdkHealthHandler.of(HealthEndpoints.of(health)));
        mount("/orders", exchange -> exchange.sendResponseHeaders(204, -1));
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        health.close();
    }

    @Test
    void handler_behindATrafficFilter_answersThroughTheDrain() throws Exception {
        inFlight.drain();
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
        assertThat(inFlight.lateArrivals()).isZero();

        traffic.refuse();
        HttpResponse<String> alive = get("/health/live");

        assertThat(alive.statusCode()).isEqualTo(200);
        assertThat(alive.headers().firstValue("Connection")).hasValue("close");
        assertThat(get("/orders").statusCode()).isEqualTo(503);
    }

    private void mount(String path, HttpHandler handler) {
        server.createContext(path, handler).getFilters().add(JdkTrafficFilter.of(traffic));
    }

    private HttpResponse<String> get(String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }
}
