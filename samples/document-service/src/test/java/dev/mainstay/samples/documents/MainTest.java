// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.samples.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The program as its operator starts and ends it. */
@Timeout(90)
class MainTest {
    @TempDir Path tempDir;

    private Process process;

    @AfterEach
    void stop() {
        process.destroyForcibly();
    }

    @Test
    void main_badSetting_exits2AndSaysWhich() throws Exception {
        launch(Map.of("PORT", "http"));

        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(2);
        assertThat(process.inputReader().lines())
                .containsExactly("PORT must be a number from 0 to 65535, but was 'http'");
    }

    @Test
    void main_portInUse_exits1AndLeavesNoRedis() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            launch(Map.of("PORT", String.valueOf(port)));

            List<String> output = process.inputReader().lines().toList();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(1);
            assertThat(output).anyMatch(line -> line.startsWith("could not start: PORT can't"));
            assertThat(output.stream().map(ServiceProcess::redisPid).filter(pid -> pid != 0))
                    .singleElement()
                    .satisfies(pid -> assertThat(ProcessHandle.of(pid)).isEmpty());
            assertThat(tempDir).isEmptyDirectory();
        }
    }

    @Test
    void main_onSigterm_endsItsRedisAndCleansUp() throws Exception {
        launch(Map.of());
        BufferedReader output = process.inputReader();
        long redis = 0;
        boolean keyShown = false;
        String line = output.readLine();
        while (!line.contains("listening on port")) {
            redis = Math.max(redis, ServiceProcess.redisPid(line));
            keyShown |= line.startsWith("API_KEY is not set; for this run it is ");
            line = output.readLine();
        }
        assertThat(keyShown).isTrue();
        assertThat(ProcessHandle.of(redis)).isPresent();

        process.destroy();

        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(143);
        long ended = redis;
        await().untilAsserted(() -> assertThat(ProcessHandle.of(ended)).isEmpty());
        assertThat(tempDir).isEmptyDirectory();
    }

    @Test
    void main_asAWorkerAlone_staysAlive() throws Exception {
        launch(Map.of("ROLE", "worker"));
        BufferedReader output = process.inputReader();
        String line = output.readLine();
        while (!line.contains("listening on port")) {
            line = output.readLine();
        }

        assertThat(process.waitFor(2, TimeUnit.SECONDS)).isFalse();
        process.destroy();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }

    /** Once the shutdown is there and nothing else, and once Redis is; the first warns of 20 s. */
    @ParameterizedTest
    @ValueSource(strings = {"the grace period of 20s", "embedded Redis on"})
    void main_onSigtermWhileItStarts_exitsAsOnSigtermAndLeavesNothing(String moment)
            throws Exception {
        launch(Map.of("TERMINATION_GRACE_SECONDS", "20"));

        List<String> lines = terminateAt(moment);

        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as("exit code after %s", lines).isEqualTo(143);
        await().untilAsserted(
                        () ->
                                assertThat(lines.stream().map(ServiceProcess::redisPid))
                                        .allMatch(pid -> ProcessHandle.of(pid).isEmpty()));
        assertThat(tempDir).isEmptyDirectory();
    }

    @Test
    void main_whoseStartFailsAfterSigterm_exitsAsOnSigterm() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            launch(
                    Map.of(
                            "PORT", String.valueOf(taken.getLocalPort()),
                            "SHUTDOWN_DELAY", "3",
                            "TERMINATION_GRACE_SECONDS", "20"));

            List<String> lines = terminateAt("the grace period of 20s");

            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as("exit code after %s", lines).isEqualTo(143);
            assertThat(lines)
                    .anyMatch(line -> line.startsWith("told to stop while it started: "))
                    .noneMatch(line -> line.startsWith("could not start"));
        }
    }

    @Test
    void main_thatIsKilled_leavesNoRedis() throws Exception {
        launch(Map.of());
        long redis = redisOnceItListens();

        process.destroyForcibly();

        await().untilAsserted(() -> assertThat(ProcessHandle.of(redis)).isEmpty());
    }

    private void launch(Map<String, String> environment) throws IOException {
        process = ServiceProcess.launch(tempDir, environment);
    }

    /** Returns all that it says. */
    private List<String> terminateAt(String moment) throws IOException {
        BufferedReader output = process.inputReader();
        List<String> lines = new ArrayList<>();
        do {
            lines.add(output.readLine());
        } while (!lines.get(lines.size() - 1).contains(moment));
        process.toHandle().destroy();
        output.lines().forEach(lines::add);
        return lines;
    }

    private long redisOnceItListens() throws IOException {
        BufferedReader output = process.inputReader();
        long redis = 0;
        String line = output.readLine();
        while (!line.contains("listening on port")) {
            redis = Math.max(redis, ServiceProcess.redisPid(line));
            line = output.readLine();
        }
        return redis;
    }
}
