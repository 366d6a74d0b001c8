// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Uploads 500 documents to document-service, with the API and two workers in processes of their
 * own. One worker, then the other one, is killed with SIGKILL in the middle of its job and
 * replaced, and so is Redis, which appends to a file and syncs it always. Then it tells what has
 * become of each document whose upload was answered with 202.
 *
 * <pre>{@code
 * java -cp benchmarks/target/benchmarks.jar dev.mainstay.benchmarks.CrashRecovery \
 *     samples/document-service/target/document-service.jar
 * }</pre>
 */
public final class CrashRecovery {
    private static final int DOCUMENTS = 500;
    private static final int CLIENTS = 4;
    private static final int PAUSE_MILLIS = 250;
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Pattern ID = Pattern.compile("\"id\":\"([^\"]+)\"");
    private static final Pattern OUTCOME =
            Pattern.compile("\"status\":\"(\\w+)\"(?:,\"words\":(\\d+))?");

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Map<String, Integer> accepted = new ConcurrentHashMap<>();
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger notAccepted = new AtomicInteger();
    private final DocumentProcesses processes;

    private CrashRecovery(DocumentProcesses processes) {
        this.processes = processes;
    }

    /**
     * Runs and prints; exits 1 if one of them is not done.
     *
     * @param args the jar of document-service
     * @throws Exception if something does not start
     */
    public static void main(String[] args) throws Exception {
        if (args.length != 1) {
            System.err.println("usage: CrashRecovery DOCUMENT_SERVICE_JAR");
            System.exit(2);
        }
        boolean allDone;
        try (var extractor = new CountingExtractor();
                var processes = new DocumentProcesses(Path.of(args[0]), extractor.url())) {
            Map<String, Integer> outcomes = new CrashRecovery(processes).run(extractor);
            allDone = outcomes.equals(Map.of("done", DOCUMENTS));
        }
        System.exit(allDone ? 0 : 1);
    }

    private Map<String, Integer> run(CountingExtractor extractor) throws Exception {
        processes.startRedis();
        processes.startApi();
        processes.startWorker(0);
        processes.startWorker(1);
        long begin = System.nanoTime();
        List<Thread> uploading = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            var thread = new Thread(this::upload, "client-" + i);
            thread.setDaemon(true);
            thread.start();
            uploading.add(thread);
        }
        disturb(extractor);
        for (Thread thread : uploading) {
            thread.join();
        }
        Map<String, Integer> outcomes = awaitOutcomes();
        System.out.printf(
                "%d documents in %.1f s: %s; %d uploads were not accepted and sent again; the"
                        + " extractor was asked %d times%n",
                accepted.size(),
                (System.nanoTime() - begin) / 1e9,
                outcomes,
                notAccepted.get(),
                extractor.asked());
        return outcomes;
    }

    private void disturb(CountingExtractor extractor) throws Exception {
        extractor.awaitAnswers(DOCUMENTS / 10);
        processes.killWorker(0);
        System.out.println("a worker was killed");
        TimeUnit.SECONDS.sleep(2);
        processes.startWorker(0);
        extractor.awaitAnswers(DOCUMENTS * 2 / 10);
        processes.killWorker(1);
        System.out.println("the other worker was killed");
        TimeUnit.SECONDS.sleep(2);
        processes.startWorker(1);
        extractor.awaitAnswers(DOCUMENTS * 3 / 10);
        processes.killRedis();
        System.out.println("Redis was killed");
        TimeUnit.SECONDS.sleep(2);
        processes.startRedis();
        System.out.println("Redis is back");
    }

    private void upload() {
        for (int n = next.incrementAndGet(); n <= DOCUMENTS; n = next.incrementAndGet()) {
            try {
                while (!isAccepted(n)) {
                    notAccepted.incrementAndGet();
                    TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
                }
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** Document n has n words. */
    private boolean isAccepted(int n) throws InterruptedException {
        try {
            var request =
                    HttpRequest.newBuilder(processes.api("/documents"))
                            .timeout(Duration.ofSeconds(20))
                            .POST(BodyPublishers.ofString("word ".repeat(n)))
                            .build();
            var answer = client.send(request, BodyHandlers.ofString());
            Matcher id = ID.matcher(answer.body());
            if (answer.statusCode() != 202 || !id.find()) {
                return false;
            }
            accepted.put(id.group(1), n);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private Map<String, Integer> awaitOutcomes() throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        Map<String, Integer> outcomes = outcomes();
        while (outcomes.getOrDefault("done", 0) + outcomes.getOrDefault("failed", 0) < DOCUMENTS
                && System.nanoTime() - deadline < 0) {
            TimeUnit.SECONDS.sleep(1);
            outcomes = outcomes();
        }
        return outcomes;
    }

    private Map<String, Integer> outcomes() throws InterruptedException {
        Map<String, Integer> outcomes = new TreeMap<>();
        for (Map.Entry<String, Integer> document : accepted.entrySet()) {
            String outcome = outcome(document.getKey(), document.getValue());
            outcomes.merge(outcome, 1, Integer::sum);
        }
        return outcomes;
    }

    private String outcome(String id, int words) throws InterruptedException {
        URI url = processes.api("/documents/" + id);
        try {
            var answer = client.send(HttpRequest.newBuilder(url).build(), BodyHandlers.ofString());
            Matcher outcome = OUTCOME.matcher(answer.body());
            if (answer.statusCode() != 200 || !outcome.find()) {
                return "answer " + answer.statusCode();
            }
            boolean wrong = outcome.group(2) != null && Integer.parseInt(outcome.group(2)) != words;
            return wrong ? "wrong" : outcome.group(1);
        } catch (IOException e) {
            return "no answer";
        }
    }
}
