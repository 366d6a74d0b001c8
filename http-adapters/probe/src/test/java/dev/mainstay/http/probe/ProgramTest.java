// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.probe;

import static java.lang.ProcessBuilder.Redirect.DISCARD;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The program as a container runs it: a process with nothing but its own classes. */
class ProgramTest {
    private static final Path CLASSES = Path.of("target", "classes");

    @Test
    void process_whoseProbePasses_exits0() throws Exception {
        try (var server = new CannedServer("HTTP/1.1 200 OK\r\n\r\nok")) {
            assertThat(exitCode(server.url("/"))).isZero();
            assertThat(server.request()).contains("X-API-Key: a-key-of-ours\n");
        }
    }

    @Test
    void process_whoseProbeFails_exits1() throws Exception {
        try (var server = new CannedServer("HTTP/1.1 503 No\r\n\r\n")) {
            assertThat(exitCode(server.url("/"))).isEqualTo(1);
        }
    }

    /** They cost a good part of the time that the program takes. */
    @Test
    void process_whoseProbePasses_loadsNoPatterns() throws Exception {
        try (var server = new CannedServer("HTTP/1.1 200 OK\r\n\r\n{\"status\":\"UP\"}")) {
            Process process = builder(server.url("/"), "-Xlog:class+load").start();
            String loaded = new String(process.getInputStream().readAllBytes(), UTF_8);

            assertThat(loaded)
                    .contains("dev.mainstay.http.probe.Masking ", "200 {\"status\":\"UP\"}")
                    .doesNotContain("java.util.regex");
        }
    }

    private static int exitCode(String url) throws Exception {
        Process process = builder(url).redirectOutput(DISCARD).redirectError(DISCARD).start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private static ProcessBuilder builder(String url, String... options) {
        String java = System.getProperty("java.home") + File.separator + "bin/java";
        var command = new ArrayList<>(List.of(java, "-cp", CLASSES.toString()));
        command.addAll(List.of(options));
        command.addAll(List.of(Main.class.getName(), url, "--key-env", "PROBE_KEY"));
        var builder = new ProcessBuilder(command);
        builder.environment().put("PROBE_KEY", "a-key-of-ours");
        return builder;
    }
}
