// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.shutdown;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class SignalsTest {
    private final List<String> called = new CopyOnWriteArrayList<>();

    /** As with two coordinators, or one beside a library with a handler of its own. */
    @Test
    void handlerThatWasThereBefore_isCalledToo() throws Exception {
        assertThat(Signals.handle("WINCH", (name, number) -> called.add("first " + name))).isNull();
        assertThat(Signals.handle("WINCH", (name, number) -> called.add("second " + number)))
                .isNull();

        String kill = "kill -WINCH " + ProcessHandle.current().pid();
        assertThat(new ProcessBuilder("sh", "-c", kill).start().waitFor()).isZero();

        await().until(() -> called.size() == 2);
        assertThat(called).containsExactly("second 28", "first SIGWINCH");
    }

    @Test
    void signalThatTheJvmKeeps_isSaidToBe() {
        assertThat(Signals.handle("QUIT", (name, number) -> called.add(name)))
                .isEqualTo(
                        "IllegalArgumentException: Signal already used by VM or OS:" + " SIGQUIT");
    }
}
