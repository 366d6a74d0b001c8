// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One time for all of it: looking up the name, connecting, the handshake and the answer. */
class DeadlineTest {
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    @TempDir private Path dir;

    @Test
    void handshake_thatDrips_endsAtTheTimeout() throws Exception {
        var closed = new CountDownLatch(1);
        try (var server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            var thread = new Thread(() -> drip(server, closed), "drip");
            thread.setDaemon(true);
            thread.start();
            String url = "https://127.0.0.1:" + server.getLocalPort() + "/";
            long begin = System.nanoTime();

            Run run = Run.of(url, "--timeout", "500ms");

            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(PATIENCE);
            assertThat(run)
                    .isEqualTo(new Run(1, "", "probe: " + url + ": no answer within 500 ms\n"));
        } finally {
            closed.countDown();
        }
    }

    /** The JDK reads its hosts from a pipe that nobody writes to. */
    @Test
    void lookUp_thatHangs_endsAtTheTimeout() throws Exception {
        Path hosts = dir.resolve("hosts");
        assertThat(new ProcessBuilder("mkfifo", hosts.toString()).start().waitFor()).isZero();
        Path said = dir.resolve("said");
        Process process =
                new ProcessBuilder(
                                System.getProperty("java.home") + File.separator + "bin/java",
                                "-Djdk.net.hosts.file=" + hosts,
                                "-cp",
                                Path.of("target", "classes").toString(),
                                Main.class.getName(),
                                "http://somewhere:8080/",
                                "--timeout",
                                "500ms")
                        .redirectErrorStream(true)
                        .redirectOutput(said.toFile())
                        .start();
        try {
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).as("it ends").isTrue();
            assertThat(process.exitValue()).isEqualTo(1);
            assertThat(said).hasContent("probe: http://somewhere:8080/: no answer within 500 ms\n");
        } finally {
            process.destroyForcibly();
        }
    }

    /** A record of the handshake that takes five seconds to come, and something comes always. */
    private static void drip(ServerSocket server, CountDownLatch closed) {
        try (Socket client = server.accept()) {
            OutputStream out = client.getOutputStream();
            out.write(new byte[] {0x16, 3, 3, 0x40, 0});
            for (int i = 0; i < 100 && !closed.await(50, TimeUnit.MILLISECONDS); i++) {
                out.write(0);
            }
        } catch (IOException | InterruptedException e) {
            // the probe has gone, as it should
        }
    }
}
