// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.jdk;

import com.sun.net.httpserver.HttpExchange;
import dev.mainstay.http.HealthResponse;
import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the answers of requests that waited: on the threads of the server's executor, so that its
 * limits hold for them too. It may have none, and run a task on the thread that hands it over, on
 * which everybody waits; then on threads of our own, which end when idle.
 */
final class LateAnswers {
    private static final Logger LOG = LoggerFactory.getLogger(JdkHealthHandler.class);
    private static final int THREADS = 4;
    private static final int QUEUE = 1_024;
    private static final long IDLE_SECONDS = 5;
    private static final AtomicInteger NAMES = new AtomicInteger();
    private static final Executor OWN = own();

    private LateAnswers() {}

    /** Returns at once; {@code lost} is run if the client cannot be answered. */
    static void hand(HttpExchange exchange, HealthResponse answer, Runnable lost) {
        Executor servers = exchange.getHttpContext().getServer().getExecutor();
        Thread handing = Thread.currentThread();
        try {
            if (servers == null) {
                OWN.execute(() -> answer(exchange, answer, lost));
            } else {
                servers.execute(() -> answerUnlessOn(handing, exchange, answer, lost));
            }
        } catch (RejectedExecutionException e) {
            LOG.debug("no thread was left for an answer", e);
            exchange.close();
            lost.run();
        }
    }

    private static void answerUnlessOn(
            Thread handing, HttpExchange exchange, HealthResponse answer, Runnable lost) {
        if (Thread.currentThread() == handing) {
            OWN.execute(() -> answer(exchange, answer, lost));
        } else {
            answer(exchange, answer, lost);
        }
    }

    private static void answer(HttpExchange exchange, HealthResponse answer, Runnable lost) {
        try (exchange) {
            Exchanges.send(exchange, answer);
        } catch (IOException e) {
            LOG.debug("a client did not take its answer", e);
            lost.run();
        }
    }

    private static Executor own() {
        var pool =
                new ThreadPoolExecutor(
                        THREADS,
                        THREADS,
                        IDLE_SECONDS,
                        TimeUnit.SECONDS,
                        new ArrayBlockingQueue<>(QUEUE),
                        task -> Daemons.of(task, "mainstay-http-late-" + NAMES.incrementAndGet()));
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }
}
