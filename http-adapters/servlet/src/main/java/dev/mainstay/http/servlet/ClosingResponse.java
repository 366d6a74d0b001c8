// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.servlet;

import dev.mainstay.http.TrafficRequest;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.PrintWriter;

/** Asks the client to close its connection when an answer begins while the work drains. */
final class ClosingResponse extends HttpServletResponseWrapper {
    private final TrafficRequest counted;

    ClosingResponse(HttpServletResponse response, TrafficRequest counted) {
        super(response);
        this.counted = counted;
        askToClose();
    }

    /**
     * Does nothing once the answer has begun, whose client learns of it with the next, nor where
     * the connection becomes that of another protocol.
     */
    void askToClose() {
        if (counted.isClosing() && !isCommitted() && getStatus() != SC_SWITCHING_PROTOCOLS) {
            setHeader("Connection", "close");
        }
    }

    @Override
    public ServletOutputStream getOutputStream() throws IOException {
        askToClose();
        return super.getOutputStream();
    }

    @Override
    public PrintWriter getWriter() throws IOException {
        askToClose();
        return super.getWriter();
    }

    @Override
    public void setStatus(int status) {
        if (status != SC_SWITCHING_PROTOCOLS) {
            askToClose();
        }
        super.setStatus(status);
    }

    @Override
    public void setContentLength(int length) {
        askToClose();
        super.setContentLength(length);
    }

    @Override
    public void setContentLengthLong(long length) {
        askToClose();
        super.setContentLengthLong(length);
    }

    @Override
    public void flushBuffer() throws IOException {
        askToClose();
        super.flushBuffer();
    }

    @Override
    public void sendError(int status, String message) throws IOException {
        askToClose();
        super.sendError(status, message);
    }

    @Override
    public void sendError(int status) throws IOException {
        askToClose();
        super.sendError(status);
    }

    @Override
    public void sendRedirect(String location) throws IOException {
        askToClose();
        super.sendRedirect(location);
    }
}
