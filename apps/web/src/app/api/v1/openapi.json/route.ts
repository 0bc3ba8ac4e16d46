import { handleOpenApi } from '@geko/api/rest/openapi-route';

export const GET = () => handleOpenApi();
