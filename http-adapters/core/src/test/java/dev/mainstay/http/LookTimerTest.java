// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LookTimerTest {
    @Test
    void thread_always_isADaemonAndEndsWhenNobodyWaits() throws Exception {
        var timer = new LookTimer();
        var looking = new CompletableFuture<Thread>();

        timer.accept(() -> looking.complete(Thread.currentThread()));

        Thread thread = looking.get(10, TimeUnit.SECONDS);
        assertThat(thread.isDaemon()).isTrue();
        assertThat(thread.getName()).isEqualTo("mainstay-http-waits");
        await().until(() -> !thread.isAlive());
        var again = new CompletableFuture<Thread>();
        timer.accept(() -> again.complete(Thread.currentThread()));
        assertThat(again.get(10, TimeUnit.SECONDS)).isNotSameAs(thread);
    }
}
