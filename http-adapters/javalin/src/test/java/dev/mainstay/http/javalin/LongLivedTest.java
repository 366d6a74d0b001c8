// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.javalin;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.mainstay.health.HealthMonitor;
import dev.mainstay.http.HealthEndpoints;
import dev.mainstay.shutdown.Phase;
import dev.mainstay.shutdown.ShutdownCoordinator;
import dev.mainstay.shutdown.ShutdownReport;
import io.javalin.Javalin;
import io.javalin.http.sse.SseClient;
import io.javalin.websocket.WsConfig;
import io.javalin.websocket.WsContext;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** WebSockets and event streams behind the plugin. */
class LongLivedTest {
    private final HealthMonitor health = HealthMonitor.builder().build().start();
    private final ShutdownCoordinator shutdown =
            ShutdownCoordinator.builder(health).endsProcess(false).build();
    private final MainstayPlugin plugin = new MainstayPlugin(HealthEndpoints.of(health), shutdown);
    private final Queue<WsContext> sockets = new ConcurrentLinkedQueue<>();
    private final Queue<SseClient> streams = new ConcurrentLinkedQueue<>();
    private final Javalin javalin =
            Javalin.create(
                    config -> {
                        config.registerPlugin(plugin);
                        config.routes.ws("/echo", this::echo);
                        config.routes.sse("/events", this::keep);
                    });

    @BeforeEach
    void start() {
        javalin.start("127.0.0.1", 0);
    }

    @AfterEach
    void stop() {
        javalin.stop();
        health.close();
    }

    @Test
    void webSocket_onceOpen_talksAndIsNoLongerInFlight() throws Exception {
        var heard = new Heard();
        WebSocket socket = open(heard);
        await().until(() -> shutdown.inFlight().count() == 0);

        socket.sendText("one", true).get(10, TimeUnit.SECONDS);

        assertThat(heard.text.get(10, TimeUnit.SECONDS)).isEqualTo("one");
        socket.abort();
    }

    @Test
    void webSocket_whileDraining_opens() throws Exception {
        shutdown.inFlight().drain();
        var heard = new Heard();
        WebSocket socket = open(heard);

        socket.sendText("one", true).get(10, TimeUnit.SECONDS);

        assertThat(heard.text.get(10, TimeUnit.SECONDS)).isEqualTo("one");
        socket.abort();
    }

    @Test
    void webSocket_onceRefused_is503() {
        plugin.traffic().refuse();

        assertThatThrownBy(() -> open(new Heard()))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        WebSocketHandshakeException.class,
                        it -> assertThat(it.getResponse().statusCode()).isEqualTo(503));
    }

    @Test
    void webSockets_atTheEndOfTheProcess_holdNothingUpAndCanSayGoodbye() throws Exception {
        shutdown.on(
                Phase.INGRESS,
                "sockets",
                () -> sockets.forEach(it -> it.closeSession(4000, "deploy")));
        var heard = new Heard();
        WebSocket unused = open(heard);
        await().until(() -> !sockets.isEmpty());

        shutdown.requestShutdown("deploy");

        ShutdownReport report = shutdown.await(Duration.ofSeconds(20)).orElseThrow();
        assertThat(report.isClean()).as(report.toString()).isTrue();
        assertThat(heard.closed.get(10, TimeUnit.SECONDS)).isEqualTo(4000);
    }

    @Test
    void eventStream_isSentAtOnceAndIsInFlightUntilItsEnd() throws Exception {
        try (BufferedReader events = events()) {
            assertThat(shutdown.inFlight().count()).isEqualTo(1);
            streams.element().sendEvent("second");
            assertThat(data(events)).isEqualTo("second");

            streams.element().close();

            await().until(() -> shutdown.inFlight().count() == 0);
        }
    }

    @Test
    void eventStreams_thatAnIngressTaskEnds_holdNoShutdownUp() throws Exception {
        shutdown.on(Phase.INGRESS, "streams", () -> streams.forEach(SseClient::close));
        try (BufferedReader events = events()) {
            shutdown.requestShutdown("deploy");

            ShutdownReport report = shutdown.await(Duration.ofSeconds(20)).orElseThrow();
            assertThat(report.isClean()).as(report.toString()).isTrue();
            assertThat(events.lines()).noneMatch(it -> it.startsWith("data"));
        }
    }

    private void echo(WsConfig socket) {
        socket.onConnect(sockets::add);
        socket.onMessage(it -> it.send(it.message()));
    }

    private void keep(SseClient stream) {
        stream.keepAlive();
        streams.add(stream);
        stream.sendEvent("first");
    }

    /** Returns when the first event is there. */
    private BufferedReader events() throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + javalin.port() + "/events");
        var connection = uri.toURL().openConnection();
        connection.setReadTimeout(10_000);
        connection.setRequestProperty("Accept", "text/event-stream");
        var events =
                new BufferedReader(new InputStreamReader(connection.getInputStream(), US_ASCII));
        assertThat(data(events)).isEqualTo("first");
        return events;
    }

    private static String data(BufferedReader events) throws Exception {
        String line = events.readLine();
        while (!line.startsWith("data: ")) {
            line = events.readLine();
            assertThat(line).as("the stream ended").isNotNull();
        }
        return line.substring("data: ".length());
    }

    private WebSocket open(Heard heard) throws Exception {
        return HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(URI.create("ws://127.0.0.1:" + javalin.port() + "/echo"), heard)
                .get(10, TimeUnit.SECONDS);
    }

    private static final class Heard implements WebSocket.Listener {
        private final CompletableFuture<String> text = new CompletableFuture<>();
        private final CompletableFuture<Integer> closed = new CompletableFuture<>();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            text.complete(data.toString());
            socket.request(1);
            return CompletableFuture.completedStage(null);
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
            closed.complete(status);
            return CompletableFuture.completedStage(null);
        }
    }
}
