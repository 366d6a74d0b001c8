// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health.checks;

/**
 * Looks at a queue for a {@link QueueCheck}. Ready-made: {@link RedisListProbe} and {@link
 * BlockingQueueProbe}.
 *
 * <pre>{@code
 * QueueProbe outbox = () -> QueueReading.of(database.countPending());
 * }</pre>
 *
 * <p>Implementations are called from changing threads, one at a time.
 */
@FunctionalInterface
public interface QueueProbe {
    /**
     * Looks once; takes nothing from the queue.
     *
     * @return what it saw
     * @throws Exception if the queue could not be looked at; the check is DOWN
     */
    QueueReading read() throws Exception;
}
