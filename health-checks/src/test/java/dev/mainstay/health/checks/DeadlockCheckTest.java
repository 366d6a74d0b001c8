// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health.checks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mainstay.health.Health;
import dev.mainstay.health.Status;
import java.lang.management.ThreadMXBean;
import java.lang.reflect.Proxy;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

class DeadlockCheckTest {
    @Test
    void check_withoutDeadlock_isUp() {
        assertThat(DeadlockCheck.create().check().status()).isEqualTo(Status.UP);
    }

    @Test
    void check_withTwoDeadlockedThreads_namesThemAndRecovers() throws Exception {
        var first = new ReentrantLock();
        var second = new ReentrantLock();
        var bothHold = new CyclicBarrier(2);
        Thread left = locker("left", first, second, bothHold);
        Thread right = locker("right", second, first, bothHold);
        var check = DeadlockCheck.create();
        try {
            await().until(() -> check.check().status() == Status.DOWN);

            Health health = check.check();
            assertThat(health.message().orElseThrow())
                    .startsWith("2 threads are deadlocked: ")
                    .contains("'left' waits for ", "held by 'right'")
                    .contains("'right' waits for ", "held by 'left'");
            assertThat(health.details()).containsEntry("deadlockedThreads", 2);
            assertThat((String) health.details().get("stack")).contains("ReentrantLock");
        } finally {
            left.interrupt();
            right.interrupt();
            left.join();
            right.join();
        }
        assertThat(check.check().status()).isEqualTo(Status.UP);
    }

    @Test
    void check_whenTheJvmDoesNotTell_isUnknownAndNotDown() {
        var silent =
                (ThreadMXBean)
                        Proxy.newProxyInstance(
                                getClass().getClassLoader(),
                                new Class<?>[] {ThreadMXBean.class},
                                (proxy, method, arguments) -> {
                                    throw new UnsupportedOperationException(method.getName());
                                });

        Health health = DeadlockCheck.over(silent).check();

        assertThat(health.status()).isEqualTo(Status.UNKNOWN);
        assertThat(health.message().orElseThrow()).contains("could not be searched for");
    }

    private static Thread locker(
            String name, ReentrantLock first, ReentrantLock second, CyclicBarrier bothHold) {
        Thread thread =
                new Thread(
                        () -> {
                            first.lock();
                            try {
                                bothHold.await();
                                second.lockInterruptibly();
                                second.unlock();
                            } catch (Exception e) {
                                Thread.currentThread().interrupt();
                            } finally {
                                first.unlock();
                            }
                        },
                        name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
