// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.probe;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mainstay.health.HealthMonitor;
import dev.mainstay.health.Probe;
import dev.mainstay.http.HealthEndpoints;
import dev.mainstay.http.jdk.JdkHealthServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpProbeTest {
    private static final InetSocketAddress FREE_PORT =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    @Test
    void probe_ofAReadyService_passes() throws Exception {
        try (HealthMonitor health = HealthMonitor.builder().build().start()) {
            health.awaitUp(Probe.READINESS, Duration.ofSeconds(10));
            try (var server = JdkHealthServer.start(HealthEndpoints.of(health), FREE_PORT)) {
                Run run = Run.of("http://127.0.0.1:" + server.port() + "/health/ready");

                assertThat(run).isEqualTo(new Run(0, "200 {\"status\":\"UP\"}\n", ""));
            }
        }
    }

    @Test
    void probe_ofAServiceThatIsNotReady_fails() throws Exception {
        try (HealthMonitor health = HealthMonitor.builder().build().start()) {
            health.gate("warm-up").close("loading");
            try (var server = JdkHealthServer.start(HealthEndpoints.of(health), FREE_PORT)) {
                Run run = Run.of("http://127.0.0.1:" + server.port() + "/health/ready");

                assertThat(run).isEqualTo(new Run(1, "503 {\"status\":\"DOWN\"}\n", ""));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"199, 1", "200, 0", "204, 0", "299, 0", "301, 1", "401, 1", "404, 1", "503, 1"})
    void probe_passesFrom200To299(int status, int code) throws Exception {
        String first = status < 200 ? "HTTP/1.1 " + status + " So\r\n\r\nHTTP/1.1 500 No\r\n" : "";
        String answer = first.isEmpty() ? "HTTP/1.1 " + status + " So\r\n" : first;
        try (var server = new CannedServer(answer + "Content-Length: 0\r\n\r\n")) {
            assertThat(Run.of(server.url("/")).code()).isEqualTo(code);
        }
    }

    @Test
    void request_hasPathQueryHostAndAsksToClose() throws Exception {
        try (var server = new CannedServer("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")) {
            Run.of(server.url("/a%20b/ü?x=1&y"));

            assertThat(server.request())
                    .startsWith("GET /a%20b/%C3%BC?x=1&y HTTP/1.1\nHost: 127.0.0.1:")
                    .contains("\nConnection: close\n")
                    .doesNotContain("X-API-Key");
        }
    }

    @Test
    void request_withoutPath_asksForTheRoot() throws Exception {
        try (var server = new CannedServer("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")) {
            Run.of(server.url(""));

            assertThat(server.request()).startsWith("GET / HTTP/1.1\n");
        }
    }

    @Nested
    class AnswerForms {
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
                    "HTTP/1.0 200 OK\r\n\r\nok",
                    "HTTP/1.1 200 OK\ncontent-length:2\r\n\nok",
                    "HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nok",
                    "HTTP/1.1 200 OK\r\ncontent-length:2\r\n\r\nok"
                            + "Transfer-Encoding: chunked\r\n\r\n"
                            + "1;x=y\r\n"
                            + "o\r\n"
                            + "1\r\n"
                            + "k\r\n"
                            + "0\r\n\r\n",
                    "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\n\r\nok"
                })
        void body_inEachForm_isRead(String answer) throws Exception {
            try (var server = new CannedServer(answer)) {
                assertThat(Run.of(server.url("/"))).isEqualTo(new Run(0, "200 ok\n", ""));
            }
        }

        @ParameterizedTest
        @CsvSource({
            "'HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nok', ended before",
            "'HTTP/1.1 200 OK\r\n', ended before",
            "'', ended before",
            "'SSH-2.0-OpenSSH_9.2\r\n', not an HTTP/1.1 answer",
            "'HTTP/1.1 OK 200\r\n\r\n', not an HTTP/1.1 answer",
            "'HTTP/1.1 099 So\r\n\r\n', not an HTTP/1.1 answer",
            "'HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n', not an HTTP/1.1 answer"
        })
        void answer_thatIsNone_fails(String answer, String reason) throws Exception {
            try (var server = new CannedServer(answer)) {
                Run run = Run.of(server.url("/"));

                assertThat(run.code()).isEqualTo(1);
                assertThat(run.err()).contains(server.url("/")).contains(reason);
            }
        }

        @Test
        void body_withControlCharacters_isPrintedWithoutThem() throws Exception {
            try (var server = new CannedServer("HTTP/1.1 200 OK\r\n\r\n\033[2Jok\r\nmore")) {
                assertThat(Run.of(server.url("/")).out()).isEqualTo("200  [2Jok  more\n");
            }
        }

        @Test
        void body_withoutEnd_isRefusedAtItsLimit() throws Exception {
            try (var server = new CannedServer(HttpProbeTest::bodyWithoutEnd)) {
                Run run = Run.of(server.url("/"), "--timeout", "30s");

                assertThat(run.code()).isEqualTo(1);
                assertThat(run.err()).contains("longer than 262144 bytes");
            }
        }

        @Test
        void head_withoutEnd_isRefusedAtItsLimit() throws Exception {
            try (var server = new CannedServer("HTTP/1.1 200 OK\r\nA: " + "a".repeat(40_000))) {
                assertThat(Run.of(server.url("/")).err()).contains("longer than 32768");
            }
        }
    }

    @Nested
    class Silence {
        @Test
        void server_thatAcceptsAndStaysSilent_failsAtTheTimeout() throws Exception {
            try (var silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
                String url = "http://127.0.0.1:" + silent.getLocalPort() + "/";

                Run run = Run.of(url, "--timeout", "200ms");

                assertThat(run)
                        .isEqualTo(new Run(1, "", "probe: " + url + ": no answer within 200 ms\n"));
            }
        }

        @Test
        void server_thatDrips_failsAtTheTimeout() throws Exception {
            try (var server = new CannedServer(HttpProbeTest::drip)) {
                Run run = Run.of(server.url("/"), "--timeout", "300ms");

                assertThat(run.err()).contains("no answer within 300 ms");
            }
        }

        @Test
        void port_withoutServer_fails() throws Exception {
            int port;
            try (var closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                port = closed.getLocalPort();
            }

            Run run = Run.of("http://127.0.0.1:" + port + "/");

            assertThat(run.code()).isEqualTo(1);
            assertThat(run.err()).containsIgnoringCase("connection refused");
        }

        @Test
        void host_thatIsUnknown_fails() throws Exception {
            assertThat(Run.of("http://nowhere.invalid/").err()).contains("unknown host");
        }
    }

    private static void bodyWithoutEnd(OutputStream out, CountDownLatch closed) throws IOException {
        out.write("HTTP/1.1 200 OK\r\n\r\n".getBytes(ISO_8859_1));
        byte[] piece = new byte[8192];
        while (closed.getCount() > 0) {
            out.write(piece);
        }
    }

    private static void drip(OutputStream out, CountDownLatch closed) throws Exception {
        out.write("HTTP/1.1 200 OK\r\nX: ".getBytes(ISO_8859_1));
        while (!closed.await(20, TimeUnit.MILLISECONDS)) {
            out.write('x');
        }
    }
}
