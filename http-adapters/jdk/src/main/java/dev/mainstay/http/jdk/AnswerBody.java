// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.jdk;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * The body of an {@link Answer}: its end is the request's, and so is that of its client. Who holds
 * this alone may answer yet, so it holds the answer, which is watched for being garbage.
 */
final class AnswerBody extends FilterOutputStream {
    private final Answer answer;

    AnswerBody(OutputStream out, Answer answer) {
        super(out);
        this.answer = answer;
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        try {
            out.write(bytes, from, length);
        } catch (IOException e) {
            answer.end();
            throw e;
        }
    }

    @Override
    public void flush() throws IOException {
        try {
            out.flush();
        } catch (IOException e) {
            answer.end();
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        try {
            out.close();
        } finally {
            answer.end();
        }
    }
}
