// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.jdk;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mainstay.health.HealthMonitor;
import dev.mainstay.http.HealthEndpoints;
import dev.mainstay.http.LargeDetails;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clients of 7 MB of details that go before they have read them, or never read them. */
class LostClientsTest {
    private static final String CONNECTION = "sun.net.httpserver.HttpConnection";
    private static final int CLIENTS = 40;
    private static final int CHECKS = 60;

    private final HealthMonitor health = HealthMonitor.builder().build().start();
    private final JdkHealthServer server =
            JdkHealthServer.start(
                    HealthEndpoints.of(health),
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));

    @BeforeEach
    void addDetails() throws InterruptedException {
        LargeDetails.addTo(health, CHECKS);
        // What takes its time is writing them, and no longer making them.
        await().atMost(Duration.ofSeconds(20)).until(() -> firstOctet("HEAD") == 'H');
    }

    @AfterEach
    void close() {
        server.close();
        health.close();
    }

    @Test
    void clients_lostWhileTheyAreAnswered_leaveNothingBehind() throws Exception {
        long before = connections();

        for (int i = 0; i < CLIENTS; i++) {
            askAndReset();
        }

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(connections()).isLessThanOrEqualTo(before + 1));
    }

    @Test
    void client_thatDoesNotReadItsAnswer_isCutOff() throws IOException {
        try (Socket slow = ask("GET")) {
            assertThat(slow.getInputStream().read()).isEqualTo('H');
            await().until(LostClientsTest::isWriting);

            await().atLeast(Duration.ofSeconds(1)).until(() -> !isWriting());

            assertThat(rest(slow)).isLessThan((long) CHECKS * LargeDetails.LENGTH).isPositive();
        }
    }

    private void askAndReset() throws IOException {
        try (Socket socket = ask("GET")) {
            assertThat(socket.getInputStream().read()).isEqualTo('H');
            socket.setSoLinger(true, 0);
        }
    }

    private int firstOctet(String method) throws IOException {
        try (Socket socket = ask(method)) {
            return socket.getInputStream().read();
        }
    }

    private Socket ask(String method) throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        socket.setSoTimeout(15_000);
        String request = method + " /health/detailed HTTP/1.1\r\nHost: localhost\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(US_ASCII));
        return socket;
    }

    private static boolean isWriting() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(it -> it.getKey().getName().startsWith("mainstay-http-"))
                .flatMap(it -> Stream.of(it.getValue()))
                .anyMatch(frame -> frame.getClassName().equals(Exchanges.class.getName()));
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

    /** The server's connections that are no garbage, as the virtual machine counts them. */
    private static long connections() throws JMException {
        var histogram =
                (String)
                        ManagementFactory.getPlatformMBeanServer()
                                .invoke(
                                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                                        "gcClassHistogram",
                                        new Object[] {new String[0]},
                                        new String[] {String[].class.getName()});
        return histogram
                .lines()
                .map(line -> line.strip().split("\\s+"))
                .filter(columns -> columns.length > 3 && columns[3].equals(CONNECTION))
                .mapToLong(columns -> Long.parseLong(columns[1]))
                .sum();
    }
}
