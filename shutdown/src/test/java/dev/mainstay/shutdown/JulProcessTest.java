// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.shutdown;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Processes that log through {@code java.util.logging}, whose own hook resets its handlers. */
@Timeout(180)
class JulProcessTest {
    private static final String WARNING =
            "WARNING: shutdown: java.util.logging resets its handlers when the JVM exits by itself";

    @TempDir private Path directory;

    @Test
    void lastLines_onASignal_areLogged() throws Exception {
        try (var child = ChildJvm.startOnJul(directory, Services.class, "otherHook")) {
            child.signal("TERM");

            assertThat(child.exitCode()).isEqualTo(143);
            assertThat(child.said()).containsExactly("http", "other hook");
            assertThat(child.err())
                    .contains(WARNING)
                    .contains("INFO: shutdown: LISTENERS  http: done in")
                    .contains("INFO: shutdown (SIGTERM) took");
        }
    }

    /** They cannot be had, so it is warned of at the start. */
    @Test
    void lastLines_onSystemExit_areLostAsWarned() throws Exception {
        try (var child = ChildJvm.startOnJul(directory, Services.class, "systemExit")) {
            assertThat(child.exitCode()).isEqualTo(4);
            assertThat(child.said()).containsExactly("redis");
            assertThat(child.err()).contains(WARNING).doesNotContain(" took ");
        }
    }

    @Test
    void report_ofAStuckTaskOnSystemExit_isPrintedPastTheLog() throws Exception {
        try (var child = ChildJvm.startOnJul(directory, StuckServices.class, "exitWithStuckTask")) {
            assertThat(child.exitCode()).isEqualTo(70);
            assertThat(child.err())
                    .contains("halting the process with 70: something was cut short")
                    .contains("shutdown (exit of the JVM by thread 'main') took")
                    .contains("CLIENTS    redis: stuck for");
        }
    }
}
