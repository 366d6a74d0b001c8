// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.samples.documents;

import dev.mainstay.health.checks.Worker;
import dev.mainstay.health.checks.WorkerRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes documents from the queue, one at a time, and settles each: done, failed, or given back when
 * the fault is not the document's. A job stays in this worker's list in Redis until then.
 *
 * <p>While the extractor can't be reached, takes too long or refuses, the document goes back and
 * the worker says that it waits for the extractor. One that it fails on, with an answer such as
 * 500, goes back as well, up to {@link #MOST_FAULTS} times: then it is the document that fails.
 */
final class DocumentWorker implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(DocumentWorker.class);
    static final int MOST_FAULTS = 5;

    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);
    private static final Duration TIME_TO_FINISH = Duration.ofSeconds(5);
    private static final Duration TIME_TO_GIVE_BACK = Duration.ofSeconds(5);

    private final String name;
    private final DocumentStore store;
    private final Extractor extractor;
    private final WorkerRegistry registry;
    private final Path tempDir;
    private final CountDownLatch registered = new CountDownLatch(1);
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread thread;

    DocumentWorker(
            String name,
            DocumentStore store,
            Extractor extractor,
            WorkerRegistry registry,
            Path tempDir) {
        this.name = name;
        this.store = store;
        this.extractor = extractor;
        this.registry = registry;
        this.tempDir = tempDir;
        this.thread = new Thread(this::run, name);
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
        thread.start();
        try {
            registered.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Takes no more jobs; one in hand gets a moment to finish, and goes back if it does not. */
    @Override
    public void close() {
        stopping.countDown();
        try {
            thread.join(TIME_TO_FINISH.toMillis());
            thread.interrupt();
            thread.join(TIME_TO_GIVE_BACK.toMillis());
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            log.warn("{} does not end", name);
        }
    }

    private void run() {
        try (Worker worker = registry.register(name)) {
            registered.countDown();
            while (!isStopping()) {
                try {
                    worker.waiting("a document", LONGEST_WAIT);
                    Optional<String> id = store.take(name);
                    if (id.isPresent() && !work(worker, id.get())) {
                        pause();
                    }
                } catch (StoreUnavailableException e) {
                    worker.waiting("Redis", LONGEST_WAIT);
                    pause();
                } catch (RuntimeException e) {
                    log.error("{} goes on after a fault", name, e);
                    pause();
                }
            }
            worker.end();
        }
    }

    /** Returns false, and has said what for, if the worker has to wait before the next job. */
    private boolean work(Worker worker, String id) {
        String obstacle = settle(worker, id);
        if (!obstacle.isEmpty()) {
            worker.waiting(obstacle, LONGEST_WAIT);
        }
        return obstacle.isEmpty();
    }

    /** Returns what is in the way of all documents, or nothing. */
    private String settle(Worker worker, String id) {
        try (Worker.Job job = worker.begin(id)) {
            try {
                long words = count(id, job);
                store.done(id, name, words);
                job.done();
                log.info("{} has {} words", id, words);
            } catch (ExtractionException e) {
                log.warn("{} failed: {}", id, e.reason(), e.getCause());
                store.failed(id, name, e.reason());
            } catch (ExtractorUnavailableException e) {
                giveBackOrFail(id, e);
                return "the extractor";
            } catch (IOException e) {
                log.warn("{} goes back: {}", id, e.toString());
                store.putBack(id, name);
                return "the disk";
            } catch (InterruptedException e) {
                log.info("{} goes back: the worker stops", id);
                store.putBack(id, name);
            }
        }
        return "";
    }

    private void giveBackOrFail(String id, ExtractorUnavailableException e) {
        if (e.failedOnDocument() && store.countFault(id) >= MOST_FAULTS) {
            log.warn("{} failed after {} attempts: {}", id, MOST_FAULTS, e.reason());
            store.failed(id, name, e.reason());
        } else {
            log.warn("{} goes back: {}", id, e.reason());
            log.debug("{} goes back", id, e);
            store.putBack(id, name);
        }
    }

    private long count(String id, Worker.Job job)
            throws IOException,
                    ExtractionException,
                    ExtractorUnavailableException,
                    InterruptedException {
        Path file = Files.createTempFile(tempDir, "document-", ".work");
        try {
            if (!store.copyText(id, file, job::beat)) {
                throw new ExtractionException("the text is gone");
            }
            return extractor.words(file);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private boolean isStopping() {
        return stopping.getCount() == 0;
    }

    private void pause() {
        try {
            stopping.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
