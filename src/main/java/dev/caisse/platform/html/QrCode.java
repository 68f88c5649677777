package dev.caisse.platform.html;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.EncodeHintType;
import com.google.zxing.WriterException;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.qrcode.QRCodeWriter;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import java.util.Map;

/// A text as a QR code, drawn as one path of an SVG picture: sharp in every size, and a few kilobytes at most.
///
/// @param side how many modules it has on each side, the quiet zone included
/// @param path its dark modules, one unit each
public record QrCode(int side, String path) {
    private static final int QUIET_MODULES = 4;

    /// @throws IllegalArgumentException when the text is too long for any code
    public static QrCode of(String text) {
        try {
            var hints = Map.of(
                    EncodeHintType.ERROR_CORRECTION,
                    ErrorCorrectionLevel.M,
                    EncodeHintType.CHARACTER_SET,
                    "UTF-8",
                    EncodeHintType.MARGIN,
                    QUIET_MODULES);
            return drawn(new QRCodeWriter().encode(text, BarcodeFormat.QR_CODE, 0, 0, hints));
        } catch (WriterException e) {
            throw new IllegalArgumentException("this text fits no QR code", e);
        }
    }

    /// Runs of dark modules, row by row.
    private static QrCode drawn(BitMatrix modules) {
        var path = new StringBuilder();
        for (int y = 0; y < modules.getHeight(); y++) {
            for (int x = 0; x < modules.getWidth(); x++) {
                if (modules.get(x, y)) {
                    int from = x;
                    while (x < modules.getWidth() && modules.get(x, y)) {
                        x++;
                    }
                    path.append('M')
                            .append(from)
                            .append(' ')
                            .append(y)
                            .append('h')
                            .append(x - from)
                            .append("v1h-")
                            .append(x - from)
                            .append('z');
                }
            }
        }
        return new QrCode(modules.getWidth(), path.toString());
    }
}
