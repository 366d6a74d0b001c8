// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.samples.documents;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import dev.mainstay.shutdown.TempFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A request's body in a temporary file, which is gone when this is closed. */
final class Upload implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Upload.class);
    private static final int PIECE = 8192;

    private final TempFiles.Entry file;

    private Upload(TempFiles.Entry file) {
        this.file = file;
    }

    /**
     * Receives a body, a piece at a time.
     *
     * @throws Problem if there is none, it is too long or can't be kept
     * @throws IOException if the client went away
     */
    static Upload receive(HttpExchange exchange, TempFiles files, long limit)
            throws Problem, IOException {
        refuseByHeaders(exchange.getRequestHeaders(), limit);
        var upload = new Upload(create(files));
        try {
            upload.fill(exchange.getRequestBody(), limit);
            return upload;
        } catch (Problem | IOException | RuntimeException e) {
            upload.close();
            throw e;
        }
    }

    Path file() {
        return file.path();
    }

    @Override
    public void close() {
        file.close();
    }

    private static void refuseByHeaders(Headers headers, long limit) throws Problem {
        String length = headers.getFirst("Content-Length");
        if (length == null && !headers.containsKey("Transfer-Encoding")) {
            throw Problem.lengthRequired();
        }
        // The server has made sure that it is a number.
        if (length != null && Long.parseLong(length.strip()) > limit) {
            throw Problem.tooLarge(limit);
        }
    }

    private static TempFiles.Entry create(TempFiles files) throws Problem {
        try {
            return files.createFile(".upload");
        } catch (UncheckedIOException e) {
            throw cannotKeep(e.getCause());
        }
    }

    private void fill(InputStream body, long limit) throws Problem, IOException {
        try (OutputStream out = open()) {
            byte[] piece = new byte[PIECE];
            long received = 0;
            for (int n = body.read(piece); n != -1; n = body.read(piece)) {
                received += n;
                if (received > limit) {
                    throw Problem.tooLarge(limit);
                }
                write(out, piece, n);
            }
            if (received == 0) {
                throw Problem.emptyDocument();
            }
        }
    }

    private OutputStream open() throws Problem {
        try {
            return Files.newOutputStream(file());
        } catch (IOException e) {
            throw cannotKeep(e);
        }
    }

    private static void write(OutputStream out, byte[] piece, int length) throws Problem {
        try {
            out.write(piece, 0, length);
        } catch (IOException e) {
            throw cannotKeep(e);
        }
    }

    private static Problem cannotKeep(@Nullable Throwable cause) {
        log.warn("an upload can't be kept: {}", String.valueOf(cause));
        return Problem.unavailable("there is no room for documents at the moment");
    }
}
