// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.samples.documents;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Transaction;
import redis.clients.jedis.args.ListDirection;

/**
 * Documents and their queue in Redis. Text travels in pieces, so that memory does not grow with it.
 *
 * <p>A job is in the queue or in the list of the worker that took it, never in neither: it leaves
 * that list together with the result, or goes back. Whatever is done to a job is done only while it
 * lies in its worker's list: one that was thought dead, and whose job {@link Lease} gave to
 * another, changes nothing any more. Thread-safe.
 */
final class DocumentStore {
    static final String QUEUE = "documents:queue";

    /** Results are kept this long; a text is deleted as soon as its result is there. */
    static final Duration RETENTION = Duration.ofDays(1);

    private static final int PIECE = 64 << 10;
    private static final String STATUS = "status";
    private static final String QUEUED_AT = "queuedAt";
    private static final String WORDS = "words";
    private static final String REASON = "reason";
    private static final String FAULTS = "extractorFaults";

    /** What follows is refused or done as a whole: a Redis that is full refuses the first write. */
    private static final String IF_TAKEN =
            """
            if not redis.call('LPOS', KEYS[1], ARGV[1]) then return 0 end
            """;

    private static final String BEGIN =
            IF_TAKEN
                    + """
                    redis.call('HSET', KEYS[2], 'status', 'processing')
                    return 1
                    """;

    private static final String SETTLE =
            IF_TAKEN
                    + """
                    redis.call('HSET', KEYS[2], unpack(ARGV, 3))
                    redis.call('EXPIRE', KEYS[2], ARGV[2])
                    redis.call('DEL', KEYS[3])
                    redis.call('LREM', KEYS[1], 1, ARGV[1])
                    return 1
                    """;

    private static final String GIVE_BACK =
            IF_TAKEN
                    + """
                    redis.call('HSET', KEYS[2], 'status', 'queued')
                    redis.call(ARGV[2], KEYS[3], ARGV[1])
                    redis.call('LREM', KEYS[1], 1, ARGV[1])
                    return 1
                    """;

    private final Redis redis;

    DocumentStore(Redis redis) {
        this.redis = redis;
    }

    /**
     * Stores a text and its job, both or neither, and never twice.
     *
     * @return the document's id
     * @throws IOException if the file can't be read
     */
    String add(Path file) throws IOException {
        String id = UUID.randomUUID().toString();
        redis.atomically(
                transaction -> {
                    append(transaction, id, file);
                    transaction.hset(
                            key(id), Map.of(STATUS, "queued", QUEUED_AT, Instant.now().toString()));
                    transaction.lpush(QUEUE, id);
                });
        return id;
    }

    Optional<Document> find(String id) {
        Map<String, String> fields = redis.call(client -> client.hgetAll(key(id)));
        String status = fields.get(STATUS);
        if (status == null) {
            return Optional.empty();
        }
        String words = fields.get(WORDS);
        return Optional.of(
                new Document(
                        id,
                        status,
                        words == null ? null : Long.valueOf(words),
                        fields.get(REASON)));
    }

    /** For a health check: it wants to see a fault, not to sit it out. */
    Instant queuedAt(String id) {
        return Instant.parse(redis.once(client -> client.hget(key(id), QUEUED_AT)));
    }

    /**
     * Takes the next job, waiting a moment for one. What a worker has taken before and did not
     * settle comes first: the answer to a take can get lost, the job must not.
     *
     * @return the id, or empty if there is nothing to do
     */
    Optional<String> take(String worker) {
        String id = redis.call(client -> client.lindex(taken(worker), -1));
        if (id == null) {
            id = waitForOne(worker);
        }
        if (id == null) {
            return Optional.empty();
        }
        return isDone(BEGIN, List.of(taken(worker), key(id)), List.of(id))
                ? Optional.of(id)
                : Optional.empty();
    }

    /**
     * Writes a document's text to a file.
     *
     * @param progress told of each piece
     * @return false if there is no text
     * @throws IOException if it can't be written
     */
    boolean copyText(String id, Path file, Runnable progress) throws IOException {
        byte[] key = text(id).getBytes(UTF_8);
        try (OutputStream out = Files.newOutputStream(file)) {
            long from = 0;
            byte[] piece = piece(key, from);
            while (piece.length > 0) {
                out.write(piece);
                progress.run();
                from += piece.length;
                piece = piece(key, from);
            }
            return from > 0;
        }
    }

    /**
     * Stores the result and acknowledges the job, both or neither.
     *
     * @return false if it is not this worker's any more
     */
    boolean done(String id, String worker, long words) {
        return settle(id, worker, "done", WORDS, String.valueOf(words));
    }

    /**
     * Stores why there is no result and acknowledges the job, both or neither.
     *
     * @return false if it is not this worker's any more
     */
    boolean failed(String id, String worker, String reason) {
        return settle(id, worker, "failed", REASON, reason);
    }

    /**
     * Notes that the extractor failed on a document.
     *
     * @return how often it has, with this time
     */
    long countFault(String id) {
        return redis.once(client -> client.hincrBy(key(id), FAULTS, 1));
    }

    /** Takes back what {@link #countFault} noted: it was not for the document. */
    void forgetFaults(String id) {
        redis.call(client -> client.hdel(key(id), FAULTS));
    }

    /**
     * Gives a job back; it is the next to be taken.
     *
     * @return false if it is not this worker's any more
     */
    boolean putBack(String id, String worker) {
        return giveBack(id, worker, "RPUSH");
    }

    /**
     * Gives a job back behind all others, so that they get their turn.
     *
     * @return false if it is not this worker's any more
     */
    boolean putBackLast(String id, String worker) {
        return giveBack(id, worker, "LPUSH");
    }

    /** The list of what a worker has taken and not yet settled. */
    static String taken(String worker) {
        return "documents:taken:" + worker;
    }

    static String key(String id) {
        return "documents:document:" + id;
    }

    static String text(String id) {
        return "documents:text:" + id;
    }

    private boolean giveBack(String id, String worker, String push) {
        return isDone(GIVE_BACK, List.of(taken(worker), key(id), QUEUE), List.of(id, push));
    }

    private boolean settle(String id, String worker, String status, String field, String value) {
        String seconds = String.valueOf(RETENTION.toSeconds());
        return isDone(
                SETTLE,
                List.of(taken(worker), key(id), text(id)),
                List.of(id, seconds, STATUS, status, field, value));
    }

    /** A script may be run twice: the second time the job does not lie in the list any more. */
    private boolean isDone(String script, List<String> keys, List<String> arguments) {
        return Long.valueOf(1).equals(redis.call(client -> client.eval(script, keys, arguments)));
    }

    private void append(Transaction transaction, String id, Path file) throws IOException {
        byte[] key = text(id).getBytes(UTF_8);
        try (InputStream in = Files.newInputStream(file)) {
            byte[] piece = in.readNBytes(PIECE);
            while (piece.length > 0) {
                transaction.append(key, piece);
                piece = in.readNBytes(PIECE);
            }
        }
    }

    private byte[] piece(byte[] key, long from) {
        return redis.call(client -> client.getrange(key, from, from + PIECE - 1));
    }

    /** Asked once: a job whose answer got lost lies in the worker's list, and one is enough. */
    private @Nullable String waitForOne(String worker) {
        return redis.once(
                client ->
                        client.blmove(
                                QUEUE,
                                taken(worker),
                                ListDirection.RIGHT,
                                ListDirection.LEFT,
                                Redis.LONGEST_BLOCK.toMillis() / 1000.0));
    }
}
