// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.jdk;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.mainstay.health.Gate;
import dev.mainstay.health.HealthMonitor;
import dev.mainstay.health.Probe;
import dev.mainstay.http.HealthEndpoints;
import dev.mainstay.http.LargeDetails;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.management.JMException;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;

/** What the JDK's server keeps of clients that went before they had their answers. */
class LostClientsTest {
    private static final String CONNECTION = "sun.net.httpserver.HttpConnection";
    private static final int CLIENTS = 40;

    @Test
    void clients_lostWhileTheyAreAnswered_leaveNothingBehind() throws Exception {
        try (HealthMonitor health = HealthMonitor.builder().build().start();
                JdkHealthServer server = start(health)) {
            LargeDetails.addTo(health, 60);
            long before = connections();

            for (int i = 0; i < CLIENTS; i++) {
                askAndReset(server.port());
            }

            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(connections()).isLessThanOrEqualTo(before + 1));
        }
    }

    /** The JDK's server keeps their connections, so there is an end to it. */
    @Test
    void clients_lostWhileTheyWait_areFollowedByOnesThatDoNot() throws Exception {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        server.setExecutor(threads);
        try (HealthMonitor health = HealthMonitor.builder().build().start()) {
            Gate gate = health.gate("deploy");
            assertThat(health.awaitUp(Probe.READINESS, Duration.ofSeconds(10))).isTrue();
            HealthEndpoints endpoints = HealthEndpoints.builder(health).longPolls(CLIENTS).build();
            new JdkHealthHandler(endpoints, CLIENTS).mountOn(server);
            server.start();
            int port = server.getAddress().getPort();
            assertThat(poll(port, 1)).contains("wait=1");
            var polls = new ArrayList<Socket>();
            for (int i = 0; i < CLIENTS; i++) {
                polls.add(sendPoll(port, 60));
            }
            await().until(() -> !poll(port, 1).contains("wait=1"));
            for (Socket poll : polls) {
                poll.setSoLinger(true, 0);
                poll.close();
            }

            gate.close("deploy 42");

            await().until(() -> poll(port, 1).startsWith("HTTP/1.1 503"));
            gate.open();
            await().atMost(Duration.ofSeconds(20)).until(() -> !poll(port, 1).contains("wait=1"));
            assertThat(poll(port, 1)).startsWith("HTTP/1.1 304").doesNotContain("wait=1");
        } finally {
            server.stop(0);
            threads.shutdownNow();
        }
    }

    private static String poll(int port, int seconds) throws IOException {
        try (Socket socket = sendPoll(port, seconds)) {
            byte[] head = new byte[2_000];
            return new String(head, 0, socket.getInputStream().read(head), US_ASCII);
        }
    }

    private static Socket sendPoll(int port, int seconds) throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(15_000);
        String request =
                """
                GET /health/ready HTTP/1.1\r
                Host: localhost\r
                If-None-Match: *\r
                Prefer: wait=%d\r
                \r
                """;
        socket.getOutputStream().write(request.formatted(seconds).getBytes(US_ASCII));
        return socket;
    }

    private static JdkHealthServer start(HealthMonitor health) {
        return JdkHealthServer.start(
                HealthEndpoints.of(health),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    private static void askAndReset(int port) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(15_000);
            String request = "GET /health/detailed HTTP/1.1\r\nHost: localhost\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(US_ASCII));
            assertThat(socket.getInputStream().read()).isEqualTo('H');
            socket.setSoLinger(true, 0);
        }
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
