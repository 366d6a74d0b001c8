// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.shutdown;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Processes that log through Log4j, whose own hook stops it. */
@Timeout(180)
class Log4jProcessTest {
    private static final String WARNING = "Log4j stops logging when the JVM exits by itself";
    private static final List<String> WITHOUT_ITS_HOOK =
            List.of("-Dlog4j2.shutdownHookEnabled=false");

    @TempDir private Path directory;

    @Test
    void lastLines_onASignal_areLogged() throws Exception {
        try (var child = start("otherHook", List.of())) {
            child.signal("TERM");

            assertThat(child.exitCode()).isEqualTo(143);
            assertThat(child.out())
                    .contains(WARNING)
                    .contains("LISTENERS  http: done in")
                    .contains("shutdown (SIGTERM) took");
        }
    }

    @Test
    void lastLines_onSystemExitWithoutItsHook_areLoggedAndNothingIsWarnedOf() throws Exception {
        try (var child = start("systemExit", WITHOUT_ITS_HOOK)) {
            assertThat(child.exitCode()).isEqualTo(4);
            assertThat(child.out()).doesNotContain(WARNING).contains(" took ");
        }
    }

    @Test
    void report_ofAStuckTaskOnSystemExit_isPrintedPastTheLog() throws Exception {
        try (var child =
                ChildJvm.startOnLog4j(
                        directory, StuckServices.class, "exitWithStuckTask", List.of())) {
            assertThat(child.exitCode()).isEqualTo(70);
            assertThat(child.out()).contains(WARNING);
            assertThat(child.err())
                    .contains("halting the process with 70: something was cut short")
                    .contains("CLIENTS    redis: stuck for");
        }
    }

    private ChildJvm start(String service, List<String> options) throws Exception {
        return ChildJvm.startOnLog4j(directory, Services.class, service, options);
    }
}
