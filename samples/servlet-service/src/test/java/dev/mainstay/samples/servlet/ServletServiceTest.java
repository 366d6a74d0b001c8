// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.samples.servlet;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The program in a process of its own, as its operator starts and ends it. */
@Timeout(60)
class ServletServiceTest {
    private static final String LISTENING = "listening on port ";
    private static final int SIGTERM = 143;

    private final HttpClient client = HttpClient.newHttpClient();
    private Process process;
    private int port;

    @BeforeEach
    void start() throws IOException {
        var builder =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                ServletService.class.getName())
                        .redirectErrorStream(true);
        builder.environment().keySet().removeIf(it -> it.startsWith("JAVA_TOOL"));
        builder.environment().remove("KUBERNETES_SERVICE_HOST");
        builder.environment().put("PORT", "0");
        process = builder.start();
        BufferedReader output = process.inputReader();
        String line = output.readLine();
        while (!line.startsWith(LISTENING)) {
            line = output.readLine();
        }
        port = Integer.parseInt(line.substring(LISTENING.length()));
        var rest = new Thread(() -> output.lines().forEach(it -> {}), "service-output");
        rest.setDaemon(true);
        rest.start();
        await().atMost(Duration.ofSeconds(20)).until(() -> status("/health/ready") == 200);
    }

    @AfterEach
    void stop() {
        process.toHandle().destroyForcibly();
    }

    @Test
    void service_onceStarted_takesOrdersAndTellsItsHealth() throws Exception {
        assertThat(post("one table").body()).isEqualTo("{\"bytes\":9}");
        assertThat(get("/health").body()).isEqualTo("{\"status\":\"UP\"}");
        assertThat(get("/status").body()).contains("servlet-service");
        assertThat(status("/health/ready/memory")).isEqualTo(200);
    }

    @Test
    void sigterm_whileAnOrderIsUnderWay_endsAfterItsAnswer() throws Exception {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            send(socket, "POST /orders HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n");
            send(socket, "Expect: 100-continue\r\n\r\n");
            // The servlet reads, so the filter has counted the request.
            assertThat(line(socket)).isEqualTo("HTTP/1.1 100 Continue");
            line(socket);

            process.toHandle().destroy();
            await().until(() -> post("one chair").statusCode() == 503);
            assertThat(status("/health/live")).isEqualTo(200);
            assertThat(status("/health/ready")).isEqualTo(503);
            send(socket, "one table");

            assertThat(line(socket)).isEqualTo("HTTP/1.1 201 Created");
        }
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(SIGTERM);
    }

    private HttpResponse<String> post(String order) throws Exception {
        return client.send(
                request("/orders").POST(BodyPublishers.ofString(order)).build(),
                BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(request(path).build(), BodyHandlers.ofString());
    }

    private int status(String path) throws Exception {
        return get(path).statusCode();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(20));
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(US_ASCII));
    }

    /** Byte by byte: what follows the line is another reader's. */
    private static String line(Socket socket) throws IOException {
        var line = new StringBuilder();
        int next = socket.getInputStream().read();
        while (next != '\n' && next != -1) {
            line.append((char) next);
            next = socket.getInputStream().read();
        }
        return line.toString().strip();
    }
}
