// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.samples.documents;

import dev.mainstay.health.HealthCheck;
import dev.mainstay.health.checks.Worker;
import dev.mainstay.health.checks.WorkerRegistry;
import dev.mainstay.resilience.Backoff;
import dev.mainstay.resilience.BreakerOpenException;
import dev.mainstay.resilience.Session;
import dev.mainstay.resilience.Supervisor;
import dev.mainstay.shutdown.InFlight;
import dev.mainstay.shutdown.TempFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes documents from the queue, one at a time, and settles each: done, failed, or given back when
 * the fault is not the document's. A job stays in this worker's list in Redis until then, and is
 * another worker's when this one's {@link Lease} has run out.
 *
 * <p>A document goes back behind all others when the extractor can't be reached, takes too long,
 * refuses or fails. After {@link #MOST_FAULTS} answers such as 500 it is the document that fails,
 * if the extractor knows what to say of another text: an outage, however long, fails none. While
 * the extractor's breaker is open no document is taken, and the worker says that it waits.
 *
 * <p>It runs in a {@link Supervisor}: without Redis it tries again every 5 s.
 */
final class DocumentWorker implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(DocumentWorker.class);
    static final int MOST_FAULTS = 5;

    private static final String THE_EXTRACTOR = "the extractor";
    private static final Duration RECONNECT = Duration.ofSeconds(5);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);
    private static final Duration TIME_TO_GIVE_BACK = Duration.ofSeconds(5);
    private static final Duration LONGEST_SHUTDOWN = Duration.ofHours(1);

    private final String name;
    private final DocumentStore store;
    private final GuardedExtractor extractor;
    private final WorkerRegistry registry;
    private final Lease lease;
    private final Supplier<TempFiles.Entry> files;
    private final InFlight inFlight;
    private final CountDownLatch registered = new CountDownLatch(1);
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Semaphore taking = new Semaphore(1);
    private final Supervisor supervisor;
    private volatile @Nullable Worker registration;

    /**
     * @param files where a text lies while the extractor is asked
     * @param inFlight counts the job in hand
     */
    DocumentWorker(
            String name,
            DocumentStore store,
            GuardedExtractor extractor,
            WorkerRegistry registry,
            Lease lease,
            Supplier<TempFiles.Entry> files,
            InFlight inFlight) {
        this.name = name;
        this.store = store;
        this.extractor = extractor;
        this.registry = registry;
        this.lease = lease;
        this.files = files;
        this.inFlight = inFlight;
        this.supervisor =
                Supervisor.builder("worker", this::run).backoff(Backoff.fixed(RECONNECT)).build();
    }

    /** Limits for a worker whose jobs are one call of the extractor each. */
    static WorkerRegistry registry() {
        return WorkerRegistry.builder()
                .expected(Extractor.LONGEST)
                .stuckAfter(Extractor.LONGEST.multipliedBy(4))
                .build();
    }

    /** Returns when the worker stands in the registry. */
    void start() {
        lease.start();
        supervisor.start();
        try {
            registered.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether it has a connection to Redis. That it is not stuck is the registry's to tell. */
    Supervisor supervisor() {
        return supervisor;
    }

    HealthCheck extractorCheck() {
        return extractor.healthCheck();
    }

    /** Takes no more jobs; returns when the one in hand, if there is one, is counted. */
    void stopTaking() throws InterruptedException {
        stopping.countDown();
        taking.acquire();
        taking.release();
    }

    /** Ends the worker; a job that is still in hand goes back. */
    @Override
    public void close() {
        stopping.countDown();
        Worker worker = registration;
        if (!supervisor.close(Duration.ZERO) && !supervisor.close(TIME_TO_GIVE_BACK)) {
            log.warn("{} does not end", name);
            return;
        }
        lease.release();
        if (worker != null) {
            worker.end();
        }
    }

    private void run(Session session) {
        Worker worker = registration;
        if (worker == null) {
            worker = registry.register(name);
            registration = worker;
            registered.countDown();
        }
        try {
            lease.renew();
            session.connected();
            while (stopping.getCount() > 0) {
                next(worker);
            }
            // Work that ends before it is told to counts as a lost connection.
            var closing = new CountDownLatch(1);
            session.onClose(closing::countDown);
            worker.waiting("the end of the shutdown", LONGEST_SHUTDOWN);
            pause(closing, LONGEST_SHUTDOWN);
        } catch (RuntimeException e) {
            boolean redis = e instanceof StoreUnavailableException;
            worker.waiting(redis ? "Redis" : "a fault to pass", LONGEST_WAIT);
            throw e;
        } catch (Error e) {
            // Dead to the health checks, until the supervisor's next attempt.
            worker.close();
            registration = null;
            throw e;
        }
    }

    private void next(Worker worker) {
        Duration refusal = extractor.refusal();
        if (!refusal.isZero()) {
            worker.waiting(THE_EXTRACTOR, refusal.plus(LONGEST_WAIT));
            pause(stopping, refusal);
            return;
        }
        worker.waiting("a document", LONGEST_WAIT);
        Optional<Taken> taken = take();
        String obstacle = taken.isPresent() ? settle(worker, taken.get()) : "";
        if (!obstacle.isEmpty()) {
            worker.waiting(obstacle, LONGEST_WAIT);
            pause(stopping, PAUSE);
        }
    }

    private Optional<Taken> take() {
        taking.acquireUninterruptibly();
        try {
            return stopping.getCount() > 0
                    ? store.take(name).map(id -> new Taken(id, inFlight.begin("document " + id)))
                    : Optional.empty();
        } finally {
            taking.release();
        }
    }

    /** Returns what is in the way of all documents, or nothing. */
    private String settle(Worker worker, Taken taken) {
        String id = taken.id();
        try (taken;
                Worker.Job job = worker.begin(id)) {
            try {
                return attempt(id, job);
            } catch (InterruptedException e) {
                log.info("{} goes back: the worker stops", id);
                giveBack(id, job);
                return "";
            }
        }
    }

    private String attempt(String id, Worker.Job job) throws InterruptedException {
        try {
            long words = count(id, job);
            if (store.done(id, name, words)) {
                job.done();
                log.info("{} has {} words", id, words);
            } else {
                ended(false, id, job);
            }
            return "";
        } catch (ExtractionException e) {
            String cause = e.getCause() == null ? "" : Masking.trace(e.getCause());
            log.warn("{} failed: {}{}", id, e.reason(), cause);
            fail(id, job, e.reason());
            return "";
        } catch (BreakerOpenException e) {
            log.info("{} goes back: {}", id, Masking.message(e));
            giveBack(id, job);
            return THE_EXTRACTOR;
        } catch (ExtractorUnavailableException e) {
            giveBackOrFail(id, job, e);
            return THE_EXTRACTOR;
        } catch (IOException e) {
            log.warn("{} goes back: {}", id, Masking.describe(e));
            giveBack(id, job);
            return "the disk";
        }
    }

    private void giveBack(String id, Worker.Job job) {
        ended(store.putBack(id, name), id, job);
    }

    private void fail(String id, Worker.Job job, String reason) {
        if (!store.failed(id, name, reason)) {
            ended(false, id, job);
        }
    }

    /** One that is not ours any more was requeued, as the lease had run out. */
    private static void ended(boolean ours, String id, Worker.Job job) {
        if (!ours) {
            log.warn("{} is not this worker's any more", id);
        }
        job.givenBack();
    }

    private void giveBackOrFail(String id, Worker.Job job, ExtractorUnavailableException e)
            throws InterruptedException {
        if (e.failedOnDocument() && store.countFault(id) >= MOST_FAULTS) {
            if (extractor.works()) {
                log.warn("{} failed after {} attempts: {}", id, MOST_FAULTS, e.reason());
                fail(id, job, e.reason());
                return;
            }
            store.forgetFaults(id);
        }
        log.warn("{} goes back: {}", id, e.reason());
        if (log.isDebugEnabled()) {
            log.debug("{} goes back:{}", id, Masking.trace(e));
        }
        ended(store.putBackLast(id, name), id, job);
    }

    private long count(String id, Worker.Job job)
            throws IOException,
                    ExtractionException,
                    ExtractorUnavailableException,
                    InterruptedException {
        try (TempFiles.Entry file = files.get()) {
            if (!store.copyText(id, file.path(), job::beat)) {
                throw new ExtractionException("the text is gone");
            }
            return extractor.words(file.path());
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static void pause(CountDownLatch until, Duration atMost) {
        try {
            until.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private record Taken(String id, InFlight.Token token) implements AutoCloseable {
        @Override
        public void close() {
            token.close();
        }
    }
}
