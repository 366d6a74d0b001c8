// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.jdk;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.mainstay.health.Gate;
import dev.mainstay.health.HealthMonitor;
import dev.mainstay.http.HealthEndpoints;
import dev.mainstay.http.LargeDetails;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.NullSource;

/** Clients of 7 MB of details that do not read them, and others. */
class LateAnswersTest {
    private static final int TIMEOUT_MILLIS = 15_000;

    private final HealthMonitor health = HealthMonitor.builder().build().start();
    private final Gate gate = health.gate("deploy");

    @BeforeEach
    void addDetails() throws InterruptedException {
        LargeDetails.addTo(health, 60);
    }

    @AfterEach
    void close() {
        health.close();
    }

    static Stream<Executor> withoutThreads() {
        return Stream.of(Runnable::run);
    }

    @ParameterizedTest
    @NullSource
    @MethodSource("withoutThreads")
    void clientThatDoesNotRead_whereTheExecutorHasNoThreads_holdsUpNobody(Executor executor)
            throws IOException {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        JdkHealthHandler.of(HealthEndpoints.of(health)).mountOn(server);
        server.setExecutor(executor);
        server.start();
        int port = server.getAddress().getPort();
        try (Socket slow = poll(port, "/health/detailed");
                Socket quick = poll(port, "/health/ready")) {
            gate.close("deploy 42");

            assertThat(head(quick)).startsWith("HTTP/1.1 503 ");
            assertThat(head(slow)).startsWith("HTTP/1.1 503 ");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void clientThatDoesNotRead_atAHealthPort_isCutOff() throws IOException {
        try (JdkHealthServer server =
                        JdkHealthServer.start(
                                HealthEndpoints.of(health),
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                Socket slow = poll(server.port(), "/health/detailed")) {
            gate.close("deploy 42");
            String head = head(slow);
            long length = Long.parseLong(field(head, "content-length"));

            await().atLeast(Duration.ofSeconds(1)).until(() -> !isWriting());

            assertThat(rest(slow)).isLessThan(length).isPositive();
        }
    }

    private static boolean isWriting() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(it -> it.getKey().getName().startsWith("mainstay-http-"))
                .flatMap(it -> Stream.of(it.getValue()))
                .anyMatch(frame -> frame.getClassName().equals(LateAnswers.class.getName()));
    }

    /** Asks, and waits for what is not the same. */
    private static Socket poll(int port, String path) throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        send(socket, "HEAD " + path + " HTTP/1.1\nHost: localhost");
        String tag = field(head(socket), "etag");
        String known = "Host: localhost\nIf-None-Match: " + tag + "\nPrefer: wait=60";
        send(socket, "GET " + path + " HTTP/1.1\n" + known);
        assertSilent(socket);
        return socket;
    }

    private static void assertSilent(Socket socket) throws IOException {
        socket.setSoTimeout(300);
        assertThatThrownBy(() -> socket.getInputStream().read())
                .isInstanceOf(SocketTimeoutException.class);
        socket.setSoTimeout(TIMEOUT_MILLIS);
    }

    private static void send(Socket socket, String head) throws IOException {
        String request = (head + "\n\n").replace("\n", "\r\n");
        socket.getOutputStream().write(request.getBytes(ISO_8859_1));
    }

    private static String field(String head, String name) {
        return head.replaceAll("(?is).*\r\n" + name + ": ([^\r]+)\r\n.*", "$1");
    }

    private static String head(Socket socket) throws IOException {
        var head = new StringBuilder();
        InputStream in = socket.getInputStream();
        while (head.indexOf("\r\n\r\n") < 0) {
            int octet = in.read();
            assertThat(octet).as(head.toString()).isNotNegative();
            head.append((char) octet);
        }
        return head.toString();
    }

    /** How much there is still to be read. */
    private static long rest(Socket socket) throws IOException {
        long rest = 0;
        byte[] buffer = new byte[65_536];
        try {
            for (int n = 0; n >= 0; n = socket.getInputStream().read(buffer)) {
                rest += n;
            }
        } catch (SocketException reset) {
            return rest;
        }
        return rest;
    }
}
