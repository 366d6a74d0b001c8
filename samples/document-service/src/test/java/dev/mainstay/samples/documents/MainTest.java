// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.samples.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

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

    @Test
    void main_onSigtermWhileItStarts_leavesNothing() throws Exception {
        launch(Map.of());
        BufferedReader output = process.inputReader();
        long redis = 0;
        while (redis == 0) {
            redis = ServiceProcess.redisPid(output.readLine());
        }

        process.toHandle().destroy();

        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        long started = redis;
        await().untilAsserted(() -> assertThat(ProcessHandle.of(started)).isEmpty());
        assertThat(tempDir).isEmptyDirectory();
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
