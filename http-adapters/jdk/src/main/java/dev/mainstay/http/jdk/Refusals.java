// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.jdk;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import dev.mainstay.http.HealthResponse;
import dev.mainstay.internal.DaemonThreads;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Sends refusals whole. A connection that is closed while some of its request is unread is reset,
 * and its client may lose the answer (RFC 9112, section 9.6): so the rest of an upload is read
 * first, where that is neither much nor takes long, and not for too many at a time.
 */
final class Refusals {
    static final int MOST_AT_A_TIME = 32;

    /** As Tomcat does, and it calls it {@code maxSwallowSize}. */
    private static final int MOST_BYTES = 2 * 1024 * 1024;

    private static final int BUFFER = 8 * 1024;
    private static final long IDLE_SECONDS = 10;

    private final long limitNanos;
    private final Semaphore permits = new Semaphore(MOST_AT_A_TIME);
    private final ScheduledThreadPoolExecutor watch =
            new ScheduledThreadPoolExecutor(1, DaemonThreads.named("mainstay-http-refusals"));

    /**
     * Makes some that share one watching thread, which ends when there is nothing to watch.
     *
     * @param limit how long one may take
     */
    Refusals(Duration limit) {
        limitNanos = limit.toNanos();
        watch.setRemoveOnCancelPolicy(true);
        watch.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        watch.allowCoreThreadTimeOut(true);
    }

    /**
     * Answers, and closes the exchange.
     *
     * @throws IOException if the answer was not taken, or the request not read to its end: the
     *     server closes the connection then, where closing the exchange might wait for more of it
     */
    void send(HttpExchange exchange, HealthResponse refusal) throws IOException {
        if (!isUpload(exchange.getRequestHeaders())) {
            try (exchange) {
                Exchanges.send(exchange, refusal);
            }
        } else if (permits.tryAcquire()) {
            try {
                sendToUploader(exchange, refusal, MOST_BYTES);
            } finally {
                permits.release();
            }
        } else {
            sendToUploader(exchange, refusal, 0);
        }
    }

    private void sendToUploader(HttpExchange exchange, HealthResponse refusal, int readMost)
            throws IOException {
        InterruptibleWork work = InterruptibleWork.begin();
        Future<?> late = watch.schedule(work::interrupt, limitNanos, TimeUnit.NANOSECONDS);
        try {
            Exchanges.send(exchange, refusal);
            if (!endsWithin(readMost, exchange.getRequestBody())) {
                throw new IOException("a refused request was not read to its end");
            }
            exchange.close();
        } finally {
            late.cancel(false);
            work.end();
        }
    }

    private static boolean isUpload(Headers headers) {
        return headers.containsKey("Content-Length") || headers.containsKey("Transfer-Encoding");
    }

    private static boolean endsWithin(int limit, InputStream body) throws IOException {
        var buffer = new byte[BUFFER];
        for (int left = limit; left > 0; ) {
            int read = body.read(buffer);
            if (read < 0) {
                return true;
            }
            left -= read;
        }
        return false;
    }
}
