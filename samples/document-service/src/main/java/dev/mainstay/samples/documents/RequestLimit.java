// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.samples.documents;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/**
 * Lets {@link #MOST_REQUESTS} requests in at a time and turns more away at once. So, however long
 * Redis or a body keeps them waiting, the server has threads left for the probes. A request counts
 * from when its headers are read, see {@link DocumentServer}.
 *
 * <p>It stands before the traffic filter, so that a shutdown neither waits for those it turned away
 * nor refuses more at a time.
 */
final class RequestLimit extends Filter implements AutoCloseable {
    static final int MOST_REQUESTS = 16;

    private final Semaphore permits = new Semaphore(MOST_REQUESTS);
    private final ExecutorService threads =
            Executors.newFixedThreadPool(2, Threads.daemon("request-limit"));

    @Override
    public String description() {
        return "turns away what is too much";
    }

    @Override
    public void doFilter(HttpExchange exchange, Chain chain) throws IOException {
        if (!permits.tryAcquire()) {
            turnAway(exchange);
            return;
        }
        try {
            chain.doFilter(exchange);
        } finally {
            permits.release();
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    /**
     * Closing waits for the rest of the request: a slow client must not hold the server's thread.
     */
    private void turnAway(HttpExchange exchange) throws IOException {
        try {
            Problem.unavailable("no more requests are taken at the moment").send(exchange);
        } finally {
            threads.execute(exchange::close);
        }
    }
}
